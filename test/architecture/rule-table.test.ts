/** The table of rules in docs/compatibility.md: what it names is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

const rooms = '{packages,services,test,bench,deploy,compose,docs}';
const files = globSync([rooms, `${rooms}/**/*`], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).map((path) => `/${path}`);

/** Rows of the one table that has these columns, each a list of cells. */
function ruleTable(): string[][] {
  const page = readFileSync(join(root, 'docs/compatibility.md'), 'utf8');
  const [, table = ''] = page.split('| rule | module | test | deviation |\n|---|---|---|---|\n');
  return (table.split('\n\n')[0] ?? '').split('\n').map((line) => line.split(' | '));
}

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);

const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).scripts;

/** A file (the extension may be left out) or folder whose path ends so, a pattern of such, a script, or a benchmark. */
function isThere(name: string): boolean {
  const [, script] = /^npm run (\S+)$/.exec(name) ?? [];
  if (script !== undefined) return script in scripts;
  const [, bench] = /^bench -- (\S+)$/.exec(name) ?? [];
  if (bench !== undefined) return existsSync(join(root, 'bench', bench, 'bench.ts'));
  if (name.includes('*')) return files.some((path) => matchesGlob(path, `/**/${name}`));
  return files.some((path) => path.endsWith(`/${name}`) || path.endsWith(`/${name}.ts`));
}

const rows = ruleTable();

describe('the table of rules', () => {
  it('is seen whole', () => {
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) expect(row, row[0]).toHaveLength(4);
  });

  it.each(rows.map(([rule = '', modules, tests]) => [rule.replace('| ', ''), modules, tests]))(
    '%s: its modules and tests are there',
    (_, modules, tests) => {
      expect([...namesIn(modules), ...namesIn(tests)].filter((name) => !isThere(name))).toEqual([]);
    },
  );

  it('names a test for every rule', () => {
    const isTest = (name: string) => /\.test\.ts$|^(?:test\/|npm run |bench -- )/.test(name);
    expect(rows.filter(([, , tests]) => !namesIn(tests).some(isTest)).map(([rule]) => rule)).toEqual([]);
  });
});
