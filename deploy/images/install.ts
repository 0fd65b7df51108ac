/**
 * In the image's build stage: the dependencies of a tier, by the lockfile. With nothing but Node at hand.
 * Usage: node deploy/images/install.ts TIER [skip|cuda12]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { tierOf, tiers } from './tiers.ts';

const run = (program: string, args: readonly string[], environment: Record<string, string> = {}) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed`);
};

const [tierName, cuda = 'skip'] = process.argv.slice(2);
const tier = tierOf(tierName);

const pnpm = readFileSync('packages/cli/bootstrap.mjs', 'utf8').match(/'(pnpm@[\d.]+)'/)?.[1];
if (pnpm === undefined) throw new Error('packages/cli/bootstrap.mjs names no version of pnpm');
const nameOf = (workspace: string): string =>
  JSON.parse(readFileSync(`${workspace}/package.json`, 'utf8')).name;
const filters = tiers[tier].flatMap((workspace) => ['--filter', `${nameOf(workspace)}...`]);
run('npx', ['--yes', pnpm, 'install', '--prod', '--frozen-lockfile', ...filters], { CI: 'true' });

// Install scripts stay unapproved (pnpm-workspace.yaml); this one runs where it was asked for, and with what was asked.
if (cuda !== 'skip') {
  const onnxruntime = realpathSync('packages/vision/node_modules/onnxruntime-node');
  run('node', [`${onnxruntime}/script/install.js`], { ONNXRUNTIME_NODE_INSTALL: cuda });
}
