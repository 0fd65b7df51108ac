/** Bundles against a `docker` that keeps its images in a directory; `npm run test:docker` has a real one. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directoryOfArchive, packed, unpacked } from './archive.ts';
import { bundle, bytesOf } from './bundle.ts';
import { modelVariables } from './bundled-models.ts';
import { type CreateRequest, createBundle } from './create.ts';
import { createDocker } from './docker.ts';
import { variableValue, withVariables } from './environment-file.ts';
import { readManifest } from './manifest.ts';
import { writeParts } from './save-image.ts';

const fakeDocker = `#!/bin/sh
here=$(dirname "$0")
name() { printf %s "$1" | tr -c 'a-zA-Z0-9' _; }
echo "$*" >> "$here/calls"
case "$1 $2" in
  "version --format") echo 28.2.2 ;;
  "compose version") echo 2.40.3 ;;
  "compose config") cat "$here/stack.json" ;;
  "compose up"|"compose ps"|"info ") ;;
  "image ls") cat "$here/images/$(name "$5").id" 2> /dev/null || true ;;
  "image inspect") f="$here/images/$(name "$5")"; [ -f "$f.id" ] || exit 1
     case "$4" in *Size*) echo "$(cat "$f.id") linux/amd64 $(wc -c < "$f.tar")" ;; *) cat "$f.id" ;; esac ;;
  "pull "*) n=$(name "$2"); echo sha256:pulled > "$here/images/$n.id"; echo pulled > "$here/images/$n.tar" ;;
  "save "*) f="$here/images/$(name "$2").tar"; [ -f "$here/broken" ] && { head -c 5 "$f"; echo "no space" >&2; exit 1; }; cat "$f" ;;
  "load "*) cat >> "$here/loaded" ;;
  *) echo "unknown: $*" >&2; exit 1 ;;
esac
`;

let home = '';
const at = (...path: string[]) => join(home, ...path);
const target = () => at('bundle');
const environment = () => ({ PATH: `${at('bin')}:${process.env.PATH}` });
const docker = () => createDocker(environment());
const contents = { 'recto-pipeline:latest-cpu': 'pipeline layers', 'redis:8': 'redis layers' };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'recto-bundle-'));
  mkdirSync(at('bin/images'), { recursive: true });
  mkdirSync(at('compose'));
  writeFileSync(at('bin/docker'), fakeDocker);
  chmodSync(at('bin/docker'), 0o755);
  writeFileSync(at('compose/compose.yaml'), 'services: {}\n');
  writeFileSync(at('compose/.env'), 'VLM_BACKEND=native\nREDIS_PASSWORD=recto\n# VLM_OFFLINE=1\n');
  stackOf(Object.keys(contents).map((image) => ({ image })));
  for (const [reference, text] of Object.entries(contents)) addImage(reference, text);
});
afterEach(() => rmSync(home, { recursive: true }));

const stackOf = (services: object[]) =>
  writeFileSync(at('bin/stack.json'), JSON.stringify({ services: Object.fromEntries(services.entries()) }));
const fileOf = (reference: string) => at('bin/images', reference.replace(/[^a-zA-Z0-9]/g, '_'));
function addImage(reference: string, text: string): void {
  writeFileSync(`${fileOf(reference)}.id`, `sha256:${text.length}\n`);
  writeFileSync(`${fileOf(reference)}.tar`, text);
}

const request = (changes: Partial<CreateRequest> = {}): CreateRequest => ({
  source: at('compose'),
  accelerator: 'cpu',
  backend: undefined,
  target: target(),
  models: undefined,
  partBytes: null,
  pull: false,
  version: '1.2.3',
  signal: AbortSignal.timeout(60_000),
  say: () => {},
  ...changes,
});

const runLoad = (...args: string[]) =>
  spawnSync('sh', [join(target(), 'load.sh'), ...args], { encoding: 'utf8', env: environment() });
const calls = () => readFileSync(at('bin/calls'), 'utf8');

describe('create', () => {
  it('writes images, files, sums, a manifest and a script', async () => {
    const manifest = await createBundle(request(), docker());
    expect(readdirSync(target()).sort()).toEqual([
      '.env',
      'SHA256SUMS',
      'compose.yaml',
      'images',
      'load.sh',
      'manifest.json',
    ]);
    expect(await readManifest(target())).toEqual(manifest);
    expect(manifest).toMatchObject({
      recto: '1.2.3',
      accelerator: 'cpu',
      backend: 'native',
      docker: '28.2.2',
    });
    expect(readFileSync(join(target(), 'images/redis_8.tar'), 'utf8')).toBe('redis layers');
    // The sums are what the tool of every Linux says they are.
    execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: target() });
  });

  it('chooses the backend, makes a password of its own, and keeps the server from the network', async () => {
    await createBundle(request({ backend: 'vllm' }), docker());
    const env = readFileSync(join(target(), '.env'), 'utf8');
    expect(variableValue(env, 'VLM_BACKEND')).toBe('vllm');
    expect(variableValue(env, 'VLM_OFFLINE')).toBe('1');
    expect(variableValue(env, 'REDIS_PASSWORD')).toMatch(/^[0-9a-f]{36}$/);
  });

  it('goes on where it broke off, and saves again what has changed since', async () => {
    await createBundle(request(), docker());
    const before = calls().match(/^save /gm)?.length;
    addImage('redis:8', 'redis layers, newer');
    rmSync(join(target(), 'manifest.json'));
    writeFileSync(
      join(target(), '.progress.json'),
      JSON.stringify([
        {
          reference: 'recto-pipeline:latest-cpu',
          id: 'sha256:15',
          platform: 'linux/amd64',
          files: [{ path: 'images/recto-pipeline_latest-cpu.tar', bytes: 15, sha256: '0'.repeat(64) }],
        },
        {
          reference: 'redis:8',
          id: 'sha256:12',
          platform: 'linux/amd64',
          files: [{ path: 'images/redis_8.tar', bytes: 12, sha256: '0'.repeat(64) }],
        },
      ]),
    );
    const password = variableValue(readFileSync(join(target(), '.env'), 'utf8'), 'REDIS_PASSWORD');
    const { images } = await createBundle(request(), docker());
    expect(calls().match(/^save /gm)).toHaveLength((before ?? 0) + 1);
    expect(images.find(({ reference }) => reference === 'redis:8')?.files[0]?.bytes).toBe(19);
    expect(variableValue(readFileSync(join(target(), '.env'), 'utf8'), 'REDIS_PASSWORD')).toBe(password);
  });

  it('leaves no half image under its name, and no manifest', async () => {
    writeFileSync(at('bin/broken'), '');
    await expect(createBundle(request(), docker())).rejects.toThrow('docker save: no space');
    expect(existsSync(join(target(), 'manifest.json'))).toBe(false);
    await expect(readManifest(target())).rejects.toThrow('not a finished one');
  });

  it('names every image that is not there, and fetches them where it may', async () => {
    stackOf([{ image: 'gone:1' }, { image: 'redis:8' }, { image: 'gone:2' }]);
    await expect(createBundle(request(), docker())).rejects.toThrow(
      /not here: gone:1, gone:2;.*deploy\/images\/build/,
    );
    const { images } = await createBundle(request({ pull: true }), docker());
    expect(images.map(({ reference }) => reference)).toEqual(['gone:1', 'gone:2', 'redis:8']);
  });

  it('takes models along for a server that reads them from a directory', async () => {
    stackOf([{ image: 'redis:8', volumes: [{ target: '/models' }] }]);
    await expect(createBundle(request(), docker())).rejects.toThrow('name it with --models');
    mkdirSync(at('weights/PaddleOCR-VL-1.6'), { recursive: true });
    writeFileSync(at('weights/PaddleOCR-VL-1.6/config.json'), '{}');
    const { files } = await createBundle(request({ models: at('weights') }), docker());
    expect(files.map(({ path }) => path)).toContain('models/PaddleOCR-VL-1.6/config.json');
    const env = readFileSync(join(target(), '.env'), 'utf8');
    expect(variableValue(env, 'VLM_MODEL')).toBe('/models/PaddleOCR-VL-1.6');
  });
});

describe('verify', () => {
  const verify = () => bundle(['verify', target()]);

  it('is content with what was written', async () => {
    await createBundle(request({ partBytes: 4 }), docker());
    expect(await verify()).toBe(0);
  });

  it.each([
    ['a changed byte', () => writeFileSync(join(target(), 'images/redis_8.tar'), 'REDIS layers')],
    ['a cut file', () => writeFileSync(join(target(), 'images/redis_8.tar'), 'redis')],
    ['a missing file', () => rmSync(join(target(), '.env'))],
  ])('finds %s, as the script does', async (_what, damage) => {
    await createBundle(request(), docker());
    damage();
    expect(await verify()).toBe(3);
    const { status, stderr } = runLoad();
    expect(status).toBe(3);
    expect(stderr).toContain('damaged or incomplete');
    expect(existsSync(at('bin/loaded'))).toBe(false);
  });

  it('says what is no bundle', async () => {
    expect(await bundle(['verify', at('compose')])).toBe(2);
    expect(await bundle(['create', '--accelerator', 'cpu'])).toBe(2);
    expect(await bundle(['create', '--accelerator', 'cpu', '-o', at('b.tar'), '--split', '1M'])).toBe(2);
    expect(await bundle(['undo'])).toBe(2);
  });
});

describe('load.sh', () => {
  it('puts parts together again, loads and starts', async () => {
    const { images } = await createBundle(request({ partBytes: 4 }), docker());
    expect(images[1]?.files.map(({ path }) => path)).toEqual([
      'images/redis_8.tar.000',
      'images/redis_8.tar.001',
      'images/redis_8.tar.002',
    ]);
    for (const reference of Object.keys(contents)) rmSync(`${fileOf(reference)}.id`);
    const { status, stdout } = runLoad();
    expect(stdout).toContain('redis:8: loading');
    expect(status).toBe(0);
    expect(readFileSync(at('bin/loaded'), 'utf8')).toBe('pipeline layersredis layers');
    expect(calls()).toContain('compose up --detach --wait --pull never');
  });

  it('goes on where it broke off: what is there is not loaded again', async () => {
    await createBundle(request(), docker());
    rmSync(`${fileOf('redis:8')}.id`);
    expect(runLoad('--no-start').stdout).toContain('recto-pipeline:latest-cpu: here already');
    expect(readFileSync(at('bin/loaded'), 'utf8')).toBe('redis layers');
    expect(calls()).not.toContain('compose up');
  });

  it('needs nothing but sh, sha256sum and docker', async () => {
    await createBundle(request(), docker());
    const text = readFileSync(join(target(), 'load.sh'), 'utf8');
    const words = new Set(
      [
        ...text
          .replace(/"[^"]*"|'[^']*'|#.*/g, '')
          .matchAll(/(?:^|[|;&(]|\bif|\bthen)\s*([a-z][\w]*)\b(?!=|\(\))/gm),
      ].map(([, word]) => word),
    );
    const shell = [
      'set',
      'cd',
      'for',
      'do',
      'done',
      'case',
      'esac',
      'if',
      'fi',
      'shift',
      'return',
      'echo',
      'exit',
      'load',
      'then',
      'reference',
      'id',
      'check',
      'start',
    ];
    const others = [...words].filter((word) => !shell.includes(word ?? ''));
    // dirname and cat are where sha256sum is: in coreutils and in busybox.
    expect(others.filter((word) => !['docker', 'sha256sum', 'dirname', 'cat'].includes(word ?? ''))).toEqual(
      [],
    );
  });
});

describe('small parts', () => {
  it('an archive comes back as it was', async () => {
    mkdirSync(at('b'));
    writeFileSync(at('b/x'), 'y');
    const signal = AbortSignal.timeout(60_000);
    await packed(at('b'), at('b.tar'), signal);
    expect(existsSync(at('b'))).toBe(false);
    expect(await unpacked(at('b.tar'), signal)).toBe(directoryOfArchive(at('b.tar')));
    expect(readFileSync(at('b/x'), 'utf8')).toBe('y');
    await expect(unpacked(at('c.tar'), signal)).rejects.toThrow('is not there');
  });

  it('parts are cut to the byte, across chunks', async () => {
    const stream = Readable.from([Buffer.from('abc'), Buffer.from('defghij'), Buffer.from('')]);
    const files = await writeParts(stream, { directory: home, path: 'p', partBytes: 4 });
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['p.000', 4],
      ['p.001', 4],
      ['p.002', 2],
    ]);
    expect(['p.000', 'p.001', 'p.002'].map((path) => readFileSync(at(path), 'utf8'))).toEqual([
      'abcd',
      'efgh',
      'ij',
    ]);
  });

  it('variables are set in place, once, whatever the value holds', () => {
    expect(withVariables('A=1\n# B=2\n', { A: '$&', B: '3', C: '4' })).toBe('A=$&\nB=3\nC=4\n');
  });

  it('sizes', () => {
    expect([bytesOf('700M'), bytesOf('4g'), bytesOf('12')]).toEqual([734_003_200, 4_294_967_296, 12]);
    for (const size of ['', '0', '4T', '-1', '1.5G']) expect(() => bytesOf(size)).toThrow('--split');
  });

  it('models are told to the server that reads them', () => {
    expect(modelVariables(['models/a-mmproj.gguf', 'models/a.gguf'])).toEqual({
      LLAMA_ARG_HF_REPO: '',
      LLAMA_ARG_MODEL: '/models/a.gguf',
      LLAMA_ARG_MMPROJ: '/models/a-mmproj.gguf',
    });
    expect(modelVariables([])).toEqual({});
  });
});
