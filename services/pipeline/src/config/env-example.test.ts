import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pipelineVariables } from './variables.ts';

it('every variable stands in .env.example', () => {
  const example = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');
  const named = new Set([...example.matchAll(/^# ([A-Z_]+)=/gm)].map((match) => match[1]));
  const missing = Object.keys(pipelineVariables).filter((name) => !named.has(name));
  expect(missing).toEqual([]);
});
