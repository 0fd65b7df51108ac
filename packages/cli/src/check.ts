/** `npm test`: everything that must hold before a change lands. Stops at the first part that fails. */
import { spawnSync } from 'node:child_process';

const parts: readonly (readonly [title: string, program: string, ...args: string[]])[] = [
  ['Types', 'node_modules/.bin/tsc', '--noEmit'],
  ['Lint and format', 'node_modules/.bin/biome', 'ci', '--reporter=summary', '.'],
  ['Tests', 'node_modules/.bin/vitest', 'run', ...process.argv.slice(2)],
];

for (const [title, program, ...args] of parts) {
  console.log(`\n=== ${title}`);
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: withOwnNode() });
  if (status !== 0) process.exit(status ?? 1);
}

/** The tools' launchers look for `node` on the path: they must find the project's. */
function withOwnNode(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env.PATH ?? ''}` };
}
