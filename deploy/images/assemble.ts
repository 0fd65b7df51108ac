/**
 * In the image's build stage: the directory that becomes /app, from a checkout with its dependencies installed.
 * Usage: node deploy/images/assemble.ts TIER TARGET DPKG_STATUS
 */
import {
  cpSync,
  existsSync,
  globSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { buildWorkspace } from './build-javascript.ts';
import { billOfMaterials, installedPackages, licenceTexts, systemPackages } from './inventory.ts';
import { prune } from './prune.ts';
import { tierOf, tiers } from './tiers.ts';
import { dependenciesOf, workspaceClosure } from './workspaces.ts';

/** Every file's date: the same sources make the same layers. */
const epochSeconds = 0;

const [tierName, target = '/app', dpkgStatus] = process.argv.slice(2);
const tier = tierOf(tierName);
const root = process.cwd();
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

for (const workspace of workspaceClosure(root, tiers[tier])) {
  buildWorkspace(workspace, join(target, workspace));
  const modules = join(workspace, 'node_modules');
  const absent = dependenciesOf(workspace).filter((name) => !existsSync(join(modules, name)));
  if (absent.length > 0) throw new Error(`${workspace}: ${absent.join(', ')} is not installed`);
  if (existsSync(modules)) {
    cpSync(modules, join(target, modules), { recursive: true, verbatimSymlinks: true });
  }
}
const store = join(target, 'node_modules/.pnpm');
cpSync('node_modules/.pnpm', store, { recursive: true, verbatimSymlinks: true });
prune(store);

const packages = installedPackages(store);
const system = dpkgStatus === undefined ? [] : systemPackages(readFileSync(dpkgStatus, 'utf8'));
const models = globSync('packages/vision/models/*.onnx', { cwd: target }).map((path) =>
  basename(path, '.onnx'),
);
const about = join(target, 'about');
mkdirSync(about, { recursive: true });
const bill = billOfMaterials({ tier, version, packages, system, models: models.sort() });
writeFileSync(join(about, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 1)}\n`);
writeFileSync(join(about, 'third-party-licences.txt'), licenceTexts(packages));
cpSync('LICENSE', join(about, 'LICENSE'));
// Where Node's own image has it.
const nodeLicence = '/usr/local/LICENSE';
if (existsSync(nodeLicence)) cpSync(nodeLicence, join(about, 'LICENSE.node'));
cpSync('deploy/images/healthcheck.mjs', join(target, 'healthcheck.mjs'));
writeFileSync(
  join(target, 'package.json'),
  `${JSON.stringify({ name: 'recto', version, private: true, type: 'module' })}\n`,
);

for (const path of ['', ...readdirSync(target, { recursive: true, encoding: 'utf8' })]) {
  lutimesSync(join(target, path), epochSeconds, epochSeconds);
}
