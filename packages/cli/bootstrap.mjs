/**
 * The first thing that runs after `git clone`, on Node 20 or newer with nothing installed: brings the
 * dependencies to the state of the lockfile, then hands over to the project's own Node.
 * Usage: node packages/cli/bootstrap.mjs SCRIPT [ARGUMENTS…]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const pnpm = 'pnpm@12.21.0';
const stampFile = join(root, 'node_modules/.recto-lockfile');
const ownNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

const lockfile = createHash('sha256')
  .update(readFileSync(join(root, 'pnpm-lock.yaml')))
  .digest('hex');
const installed =
  existsSync(ownNode) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockfile;

if (!installed) {
  console.log('Installing dependencies (first start, or the lockfile changed) …');
  const install = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0 || !existsSync(ownNode)) {
    console.error(`The installation failed. Run "npx ${pnpm} install" in ${root} to see why.`);
    process.exit(1);
  }
  writeFileSync(stampFile, lockfile);
}

const child = spawn(ownNode, process.argv.slice(2), { cwd: root, stdio: 'inherit' });
// A service manager signals this process only; a terminal sends Ctrl-C to the whole group, the child included.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => {});
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
