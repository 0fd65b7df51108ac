/** What the dashboard and the alerts ask for is what the services export; the rules are what Prometheus takes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Stack, startStack } from '../../bench/stack.ts';
import { rows } from './panels.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const read = (name: string) => readFileSync(`${here}${name}`, 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}
const rules: Rule[] = parse(read('alerts.yaml')).groups.flatMap((group: { rules: Rule[] }) => group.rules);
const queries = [
  ...rows.flatMap(({ panels }) => panels.flatMap((panel) => Object.values(panel.queries))),
  ...rules.map(({ expr }) => expr),
];

/** Made by Prometheus for each target. */
const ownOfPrometheus = ['up'];

const named = (query: string) => query.match(/\b(recto_\w+|process_\w+|nodejs_\w+|up)\b/g) ?? [];

describe('metrics', () => {
  let stack: Stack;
  const exported = new Map<string, string>();
  beforeAll(async () => {
    stack = await startStack();
    for (const { url } of [stack.pipeline, stack.gateway]) {
      const text = await (await fetch(`${url}/metrics`)).text();
      for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
        exported.set(name, type);
    }
  });
  afterAll(() => stack?.stop());

  it('that are asked for are exported', () => {
    const asked = new Set(queries.flatMap(named));
    expect(asked.size).toBeGreaterThan(20);
    const absent = [...asked].filter(
      (name) =>
        !ownOfPrometheus.includes(name) &&
        !exported.has(name) &&
        exported.get(name.replace(/_(bucket|sum|count)$/, '')) !== 'histogram',
    );
    expect(absent).toEqual([]);
  });

  it('of our own are all shown, but for the sizes of the cache', () => {
    const asked = new Set(queries.flatMap(named).map((name) => name.replace(/_bucket$/, '')));
    const unseen = [...exported.keys()].filter((name) => name.startsWith('recto_') && !asked.has(name));
    expect(unseen.filter((name) => !/^recto_(gateway_cache_\w+|http_requests_running)$/.test(name))).toEqual(
      [],
    );
  });

  it('are counted where they are, not averaged over counters: every counter is asked for its rate', () => {
    for (const query of queries) {
      for (const name of named(query)) {
        if (exported.get(name) === 'counter')
          expect(query).toMatch(new RegExp(`(rate|increase)\\(${name}\\b`));
      }
    }
  });
});

describe('alerts', () => {
  it('have names of their own and say what is wrong', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, annotations } of rules) expect(annotations.summary.length, alert).toBeGreaterThan(20);
  });

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
  if (!hasPromtool)
    console.log('observability.test.ts: rules not checked by promtool, which is not on this machine');

  it.skipIf(!hasPromtool)('are what Prometheus takes, and fire when they should', () => {
    for (const args of [
      ['check', 'rules', 'alerts.yaml'],
      ['check', 'config', 'prometheus.yaml'],
      ['test', 'rules', 'alerts.test.yaml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: here, encoding: 'utf8' });
      expect(status, stdout + stderr).toBe(0);
    }
  });
});
