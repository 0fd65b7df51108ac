/**
 * A workspace package as JavaScript: types are stripped where they stand, so lines and columns stay what they are in the
 * source, and every name of a `.ts` file becomes the name of its `.js`. Needs Node alone.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join } from 'node:path';

const left = /(^|\/)(node_modules|test-support|test-graphs)$|\.(test|fixture)\.ts$/;

/** Copies one workspace directory. Manifests lose what only developers need. */
export function buildWorkspace(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    if (left.test(source)) continue;
    if (entry.isDirectory()) {
      buildWorkspace(source, join(to, entry.name));
      continue;
    }
    const target = join(to, entry.name);
    mkdirSync(dirname(target), { recursive: true });
    if (entry.name.endsWith('.ts')) {
      writeFileSync(target.replace(/\.ts$/, '.js'), javascriptOf(readFileSync(source, 'utf8')));
    } else if (basename(source) === 'package.json') {
      writeFileSync(target, manifestOf(readFileSync(source, 'utf8')));
    } else cpSync(source, target);
  }
}

/** Relative paths in imports and in what threads and processes are started from. */
const typeScriptPath = /(['"`])(\.{1,2}\/[^'"`\n]*)\.ts\1/g;

export const javascriptOf = (source: string): string =>
  stripTypeScriptTypes(source).replace(typeScriptPath, '$1$2.js$1');

export function manifestOf(text: string): string {
  const { devDependencies: _, ...manifest } = JSON.parse(text);
  return `${JSON.stringify(manifest, null, 2).replace(/("\.\/[^"]+)\.ts"/g, '$1.js"')}\n`;
}
