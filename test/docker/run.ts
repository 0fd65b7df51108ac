/**
 * `npm run test:docker`: from nothing to parsed pages, as the README's section on Docker says it, on an engine of the test's own;
 * crashes of every container; a bundle, all images wiped, the bundle loaded, and parsed again on a network that leads nowhere.
 * Usage: npm run test:docker [-- --if-possible]   (without what an engine needs: a line, and success)
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Engine, obstacles, startEngine } from './engine.ts';
import { shellBlocks } from './readme.ts';
import { createStack, type Stack } from './stack.ts';
import { provideBaseImages } from './stand-in.ts';
import { createSteps, type Steps } from './steps.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Uncompressed, as the project promises. */
const mostMegabytes = { 'recto-pipeline:latest-cpu': 450, 'recto-gateway:latest-cpu': 300 };
/** A network without a way out, laid over the bundle's own Compose file. */
const internalNetwork = 'networks:\n  default:\n    internal: true\n';
/** In the daemon's log, for each name that a container looks up. */
const nameAsked = /(?:Name To resolve: |\[resolver\] query |lookup for )([a-z0-9.-]+?)\.?(?=[\s":(])/gi;
const watchMs = 20_000;
const sample = join(root, 'samples/invoice.pdf');

interface Test {
  readonly steps: Steps;
  readonly engine: Engine;
  readonly stack: Stack;
  /** The reader's home directory: `~` in the README. */
  readonly home: string;
}

/** Commands of the README in the repository's root. Returns their output. */
function shell({ engine, home }: Test, commands: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', commands], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...engine.environment, HOME: home },
  });
  if (status !== 0) throw new Error(`${commands}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  return stdout;
}

interface Answer {
  readonly errorCode: number;
  readonly result: {
    readonly layoutParsingResults: readonly { readonly markdown: { readonly text: string } }[];
  };
}

function checkAnswer(answer: Answer): string {
  assert.equal(answer.errorCode, 0);
  const [page] = answer.result.layoutParsingResults;
  assert.match(page?.markdown.text ?? '', /invoice/i);
  return `${page?.markdown.text.length} characters of Markdown`;
}

async function parse(address: string): Promise<Answer> {
  const body = new FormData();
  body.set('file', new Blob([readFileSync(sample)]), 'invoice.pdf');
  body.set('visualize', 'false');
  const response = await fetch(`http://${address}:8080/layout-parsing`, { method: 'POST', body });
  return (await response.json()) as Answer;
}

async function fromNothing(test: Test): Promise<void> {
  const { steps, stack, home } = test;
  const [blocks] = shellBlocks('Docker');
  const lines = (blocks ?? '').trim().split('\n');
  const [build = '', ...up] = lines;
  assert.match(build, /^deploy\/images\/build/);
  await steps.run(build, () => void shell(test, build));
  for (const [image, most] of Object.entries(mostMegabytes)) {
    await steps.run(`${image} is below ${most} MB`, () => {
      const megabytes = Number(stack.docker('image', 'inspect', '--format', '{{.Size}}', image)) / 1e6;
      assert.ok(megabytes < most);
      return `${megabytes.toFixed(0)} MB`;
    });
  }
  await steps.run('an -offline image has the models of a directory', () => {
    const models = join(home, 'models');
    mkdirSync(models);
    copyFileSync(join(root, 'packages/vision/models/recto-layout-s.onnx'), join(models, 'my-layout.onnx'));
    shell(test, 'deploy/images/build --models ~/models');
    const listed = stack.docker(
      'run',
      '--rm',
      '--entrypoint',
      'ls',
      'recto-pipeline:latest-cpu-offline',
      '/models',
    );
    assert.equal(listed, 'my-layout.onnx');
    stack.docker('image', 'inspect', 'recto-gateway:latest-cpu-offline');
  });
  await steps.run('has a list of components, and no npm', () => {
    const inImage = (...command: string[]) =>
      stack.docker(
        'run',
        '--rm',
        '--entrypoint',
        command[0] ?? '',
        'recto-pipeline:latest-cpu',
        ...command.slice(1),
      );
    const bill = JSON.parse(inImage('cat', '/app/about/sbom.cdx.json')) as {
      components: { purl?: string }[];
    };
    assert.ok(bill.components.some(({ purl }) => purl?.startsWith('pkg:npm/onnxruntime-node@')));
    assert.ok(bill.components.some(({ purl }) => purl?.startsWith('pkg:deb/debian/libc6@')));
    assert.throws(() => inImage('npm', '--version'));
    assert.equal(inImage('id', '-u'), '10001');
    return `${bill.components.length} components`;
  });
  const output = await steps.run('from two files to a parsed page', () => shell(test, up.join('\n')));
  checkAnswer(JSON.parse(output.slice(output.indexOf('{'))) as Answer);
  await steps.run('a page through port 8080', async () => checkAnswer(await parse('127.0.0.1')));
  await steps.run('recto doctor finds nothing wrong', () => {
    const findings = shell(test, 'npm run --silent recto -- doctor --accelerator cpu --directory ~/recto');
    assert.match(findings, /^ok {4}a test page was parsed/m);
    return `${findings.trim().split('\n').length} findings`;
  });
}

async function crashes({ steps, stack }: Test): Promise<void> {
  const redis = (...command: string[]) =>
    stack.docker('exec', stack.container('redis').id, 'redis-cli', ...command);
  assert.equal(redis('set', 'kept', 'yes'), 'OK');
  for (const service of ['gateway', 'redis', 'pipeline']) {
    await steps.run(`${service} crashes and is back`, () => stack.crash(service));
    await steps.run(`a page after ${service}`, async () => checkAnswer(await parse('127.0.0.1')));
  }
  await steps.run('Redis kept what it was told', () => assert.equal(redis('get', 'kept'), 'yes'));
}

/** A second process that only works on jobs, as its profile starts it, and a job that goes through Redis. */
async function jobs(test: Test): Promise<void> {
  const { steps, stack } = test;
  await steps.run('a worker beside the pipeline', () =>
    shell(test, 'cd ~/recto && COMPOSE_PROFILES=native,worker docker compose up --detach --wait'),
  );
  await steps.run('a job through Redis', async () => {
    const body = new FormData();
    body.set('file', new Blob([readFileSync(sample)]), 'invoice.pdf');
    const handedIn = await fetch('http://127.0.0.1:8080/v1/jobs', { method: 'POST', body });
    assert.equal(handedIn.status, 202);
    const { id } = (await handedIn.json()) as { id: string };
    const ended = await fetch(`http://127.0.0.1:8080/v1/jobs/${id}?wait=60`);
    const { state } = (await ended.json()) as { state: string };
    assert.equal(state, 'succeeded');
    const result = await fetch(`http://127.0.0.1:8080/v1/jobs/${id}/result?format=json`);
    return checkAnswer((await result.json()) as Answer);
  });
  await steps.run('its queue is in Redis', () => {
    const keys = stack.docker(
      'exec',
      stack.container('redis').id,
      'redis-cli',
      '--scan',
      '--pattern',
      'recto:*',
    );
    assert.match(keys, /recto-ranges/);
    shell(test, 'cd ~/recto && COMPOSE_PROFILES=native,worker docker compose rm --stop --force worker');
  });
}

async function withoutNetwork(test: Test): Promise<void> {
  const { steps, stack, engine, home } = test;
  const [, blocks] = shellBlocks('Docker');
  const [create = '', load = '', ...rest] = (blocks ?? '').trim().split('\n');
  assert.match(create, /bundle create/);
  assert.match(load, /load\.sh/);
  assert.deepEqual(rest, []);
  await steps.run(create, () => void shell(test, create));
  await steps.run(
    'recto bundle verify',
    () => void shell(test, 'npm run --silent recto -- bundle verify ~/recto-bundle'),
  );
  await steps.run('everything is wiped: containers, volumes, images', () => {
    shell(test, 'cd ~/recto && docker compose down --volumes');
    stack.docker('image', 'prune', '--all', '--force');
    assert.deepEqual(stack.images(), []);
  });

  writeFileSync(join(home, 'recto-bundle/compose.override.yaml'), internalNetwork);
  const logged = engine.log().length;
  // What the script may call, and nothing of this machine's Node.
  const tools = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  await steps.run(load, () => void shell(test, `PATH=${tools} ${load}`));
  const peers = new Set<string>();
  const watch = setInterval(() => {
    for (const peer of stack.foreignPeers()) peers.add(peer);
  }, 250);
  try {
    await steps.run('a page on a network that leads nowhere', async () =>
      checkAnswer(await parse(stack.container('pipeline').address)),
    );
    // Who reports to somebody does so in its own time.
    await steps.run('a while of watching', () => sleep(watchMs));
  } finally {
    clearInterval(watch);
  }
  await steps.run('nobody dials out', () => {
    const asked = [...engine.log().slice(logged).matchAll(nameAsked)];
    const names = new Set(asked.map(([, name = '']) => name));
    const strangers = [...names].filter((name) => !['gateway', 'redis', 'pipeline'].includes(name));
    assert.deepEqual([...strangers, ...peers], []);
    assert.ok(names.has('gateway'), 'the engine logs what is asked');
    return `names asked for: ${[...names].join(', ')}`;
  });
  await steps.run('the network does lead nowhere', () => {
    assert.equal(stack.docker('network', 'inspect', '--format', '{{.Internal}}', 'recto_default'), 'true');
  });
}

/** Where nobody insists, what the machine or its registries lack is no failure of ours. */
const ifPossible = process.argv.includes('--if-possible');
const skipped = (reason: string): never => {
  console.log(`test:docker: skipped, ${reason}`);
  process.exit(ifPossible ? 0 : 1);
};

const missing = obstacles();
if (missing.length > 0) skipped(`an engine cannot be started here without ${missing.join(', ')}`);
const directory = mkdtempSync(join(tmpdir(), 'recto-docker-'));
const steps = createSteps();
const engine = await steps
  .run('an engine of its own', () => startEngine(directory))
  .catch((error: unknown) => skipped(String(error)));
const test: Test = {
  steps,
  engine,
  stack: createStack(engine),
  home: mkdtempSync(join(tmpdir(), 'recto-home-')),
};

async function cleanUp(): Promise<void> {
  rmSync(test.home, { recursive: true, force: true });
  const left = test.stack.containers().map(({ id }) => id);
  if (left.length > 0) test.stack.docker('rm', '--force', '--volumes', ...left);
  await engine.stop();
}

try {
  await steps.run('base images', () => provideBaseImages(engine));
} catch (error) {
  await cleanUp();
  skipped(`base images can be neither pulled nor made: ${error instanceof Error ? error.message : error}`);
}
let failed = 0;
try {
  await fromNothing(test);
  await crashes(test);
  await jobs(test);
  await withoutNetwork(test);
} catch (error) {
  failed = 1;
  console.error(error);
  for (const { service, id } of test.stack.containers()) {
    console.error(`--- ${service}\n${test.stack.docker('logs', '--tail', '20', id)}`);
  }
} finally {
  await cleanUp();
}
console.log(`\n${steps.passed} passed, ${failed} failed`);
process.exit(failed);
