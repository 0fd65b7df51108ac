/** `deploy/images/build`: builds the images with Docker, gives them the tags of an accelerator, prints their sizes, saves them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accelerators } from '../accelerators.ts';
import { type BuildPlan, plansOf, usage } from './build-plan.ts';

function docker(args: readonly string[]): void {
  const { status, error } = spawnSync('docker', args, { stdio: 'inherit' });
  if (error) throw new Error(`docker cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`docker ${args[0]} failed`);
}

function build({ tags, dockerfile, target, context, buildArgs }: BuildPlan, more: readonly string[]): void {
  docker([
    'build',
    ...['--file', dockerfile],
    ...(target === null ? [] : ['--target', target]),
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...tags.flatMap((tag) => ['--tag', tag]),
    ...more,
    context,
  ]);
  const size = spawnSync('docker', ['image', 'inspect', '--format', '{{.Size}}', tags[0]], {
    encoding: 'utf8',
  });
  console.log(`${tags.join(', ')}: ${Math.round(Number(size.stdout) / 1e6)} MB uncompressed`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accelerator: { type: 'string', multiple: true, default: ['cpu'] },
    models: { type: 'string' },
    cuda: { type: 'boolean', default: false },
    platform: { type: 'string' },
    registry: { type: 'string', default: '' },
    save: { type: 'string' },
    push: { type: 'boolean', default: false },
    'build-arg': { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
const unknown = values.accelerator.filter((name) => !accelerators.some((known) => known.name === name));
if (values.help || unknown.length > 0 || positionals.length > 0) {
  console.error(unknown.length > 0 ? `no accelerator is called ${unknown.join(', ')}\n\n${usage}` : usage);
  process.exit(values.help ? 0 : 2);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const revision = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim() || 'unknown';
const plans = plansOf({
  version,
  revision,
  registry: values.registry,
  accelerators: values.accelerator,
  modelsDirectory: values.models ?? null,
  cuda: values.cuda,
});
const platform = values.platform === undefined ? [] : ['--platform', values.platform];
const buildArgs = values['build-arg'].flatMap((pair) => ['--build-arg', pair]);
for (const plan of plans) build(plan, [...platform, ...buildArgs]);
const tags = plans.flatMap((plan) => plan.tags);
if (values.push) for (const tag of tags) docker(['push', tag]);
if (values.save !== undefined) docker(['save', '--output', values.save, ...tags]);
