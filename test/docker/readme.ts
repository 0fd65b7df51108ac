/** The commands of the README's section on Docker, by which the test does what a reader does. */
import { readFileSync } from 'node:fs';

/** Shell blocks of a section, in order. Throws where the README has no such section. */
export function shellBlocks(section: string): string[] {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, rest] = text.split(`\n## ${section}\n`);
  if (rest === undefined) throw new Error(`README.md has no section "${section}"`);
  const [body = ''] = rest.split(/\n## /);
  return [...body.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}
