import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkDevice, likelyAccelerator } from './device-checks.ts';
import { doctor } from './doctor.ts';
import { checkCompose, checkDocker, checkImages } from './engine-checks.ts';
import { bad, findingLine, good } from './finding.ts';
import type { Machine } from './machine.ts';
import { checkDisk, checkLayoutModel, checkMemory } from './room-checks.ts';
import { checkServices } from './service-checks.ts';
import { testPage } from './test-page.ts';

const gib = 1024 ** 3;

/** A machine that answers what a test says, and has nothing else. */
const machine = (
  answers: Record<string, string> = {},
  paths: readonly string[] = [],
  more: Partial<Machine> = {},
): Machine => ({
  ask: async (program, ...args) => answers[[program, ...args].join(' ')] ?? null,
  exists: async (path) => paths.includes(path),
  names: async () => [],
  memoryBytes: 16 * gib,
  freeBytes: async () => 100 * gib,
  isPortFree: async () => true,
  ...more,
});

const dockerVersion = 'docker version --format {{.Server.Version}}';
const composeVersion = 'docker compose version --short';
const lines = (findings: readonly Parameters<typeof findingLine>[0][]) => findings.map(findingLine);

describe('Docker', () => {
  it.each([
    [{ [dockerVersion]: '28.2.2' }, 'ok    Docker 28.2.2'],
    [{ [dockerVersion]: '20.10.24+dfsg1' }, 'ok    Docker 20.10.24+dfsg1'],
    [{ [dockerVersion]: '19.03.9' }, 'FAIL  Docker 19.03.9: install 20.10 or newer'],
    [
      { 'docker --version': 'Docker version 28' },
      'FAIL  Docker does not answer: start its service, and add this user to the group docker',
    ],
    [{}, 'FAIL  Docker is not installed: install Docker Engine, or start Recto without it: npm start'],
  ])('%o', async (answers, line) => {
    expect(findingLine(await checkDocker(machine(answers)))).toBe(line);
  });

  it.each([
    [{ [composeVersion]: 'v2.40.3' }, 'ok    Compose v2.40.3'],
    [{ [composeVersion]: '2.20.1' }, 'FAIL  Compose 2.20.1: install 2.24 or newer'],
    [{ [composeVersion]: '5.0.0' }, 'ok    Compose 5.0.0'],
    [{}, 'FAIL  Docker has no Compose: install the plugin docker-compose-plugin'],
  ])('Compose %o', async (answers, line) => {
    expect(findingLine(await checkCompose(machine(answers)))).toBe(line);
  });

  it('says where missing images come from', async () => {
    const images = ['r/recto-pipeline:latest-cpu', 'redis:8', 'here:1'];
    const found = await checkImages(machine({ 'docker image ls --quiet here:1': 'abc' }), {
      images,
      wantsModels: false,
    });
    expect(lines(found)).toEqual([
      'FAIL  image r/recto-pipeline:latest-cpu is not here: build it with deploy/images/build, or load a bundle',
      '?     image redis:8 is not here: the first start pulls it; without a network, load a bundle',
      'ok    image here:1',
    ]);
    expect(lines(await checkImages(machine(), null))[0]).toContain('docker compose config');
  });
});

describe('the card', () => {
  const cards = 'nvidia-smi --query-gpu=index,name,memory.total,compute_cap --format=csv,noheader';
  const runtimes = 'docker info --format {{json .Runtimes}}';
  const h200 = {
    [cards]: '0, NVIDIA H200, 143771 MiB, 9.0',
    'nvidia-smi': '| Driver Version: 570.1  CUDA Version: 12.8 |',
  };

  it('of NVIDIA: the driver, the CUDA that it supports, the toolkit', async () => {
    expect(lines(await checkDevice(machine({ ...h200, [runtimes]: '{"nvidia":{}}' }), 'nvidia-gpu'))).toEqual(
      [
        'ok    card 0, NVIDIA H200, 143771 MiB, 9.0',
        'ok    driver for CUDA 12.8',
        'ok    NVIDIA Container Toolkit',
      ],
    );
    expect(lines(await checkDevice(machine(h200), 'nvidia-gpu-sm120')).slice(1)).toEqual([
      'FAIL  the driver supports CUDA 12.8: install one for CUDA 12.9 or newer',
      expect.stringMatching(/^\? {5}Docker does not name the runtime nvidia: .*nvidia-ctk/),
    ]);
    expect(lines(await checkDevice(machine(), 'nvidia-gpu'))).toEqual([
      "FAIL  nvidia-smi sees no card: install NVIDIA's driver for CUDA 12.6 or newer",
    ]);
  });

  it('of others: what their directory hands over', async () => {
    expect(lines(await checkDevice(machine({}, ['/dev/kfd']), 'amd-gpu'))).toEqual([
      'FAIL  amd-gpu: /dev/dri is not there: install ROCm on this machine',
    ]);
    expect(lines(await checkDevice(machine({}, ['/dev/kfd', '/dev/dri']), 'amd-gpu'))[0]).toMatch(/^ok/);
    expect(lines(await checkDevice(machine(), 'cpu'))).toEqual(['ok    cpu wants no driver']);
  });

  it('is guessed where nobody says', async () => {
    const capability = 'nvidia-smi --query-gpu=compute_cap --format=csv,noheader';
    expect(await likelyAccelerator(machine({ [capability]: '12.0' }))).toBe('nvidia-gpu-sm120');
    expect(await likelyAccelerator(machine({ [capability]: '9.0\n9.0' }))).toBe('nvidia-gpu');
    expect(await likelyAccelerator(machine({}, ['/dev/kfd', '/dev/dri']))).toBe('amd-gpu');
    expect(await likelyAccelerator(machine({}, ['/dev/kfd', '/dev/dri', '/dev/mkfd', '/opt/hyhal']))).toBe(
      'hygon-dcu',
    );
    expect(await likelyAccelerator(machine())).toBe('cpu');
  });
});

describe('room', () => {
  it('memory, disk and models', async () => {
    expect(findingLine(checkMemory(machine()))).toBe('ok    16.0 GiB of memory');
    expect(checkMemory(machine({}, [], { memoryBytes: 2 * gib })).state).toBe('doubtful');
    const root = { 'docker info --format {{.DockerRootDir}}': '/var/lib/docker' };
    expect(findingLine(await checkDisk(machine(root, ['/var/lib/docker'])))).toBe(
      'ok    100.0 GiB free in /var/lib/docker',
    );
    expect((await checkDisk(machine({}, [], { freeBytes: async () => gib }))).state).toBe('bad');
    const wanted = { directory: 'models', layoutModel: 'PP-DocLayoutV3', ships: false };
    expect(await checkLayoutModel(machine(), wanted)).toEqual(
      bad('layout model PP-DocLayoutV3 is not in models', 'npm run recto -- models pull PP-DocLayoutV3'),
    );
    const names = async () => ['PP-DocLayoutV3.onnx'];
    expect((await checkLayoutModel(machine({}, [], { names }), wanted)).state).toBe('good');
  });
});

describe('services', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Finds what a pipeline (and a gateway at the same place) that answers so looks like. */
  async function found(answer: RequestListener, more: Partial<Machine> = {}): Promise<string[]> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const services = {
      pipeline: url,
      gateway: 'http://127.0.0.1:9',
      apiKey: 'k',
      signal: AbortSignal.timeout(30_000),
    };
    return lines(await checkServices(machine({}, [], more), services)).map((line) =>
      line.replace(url, 'URL'),
    );
  }
  const reply =
    (replies: Record<string, [number, object]>): RequestListener =>
    (request, response) => {
      const [status, body] = replies[request.url ?? ''] ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
  const healthy = { '/health': [200, { errorCode: 0 }], '/health/ready': [200, { errorCode: 0 }] } as const;
  const replies = (more: Record<string, [number, object]>) =>
    reply({ ...(healthy as never as Record<string, [number, object]>), ...more });

  it('that are well parse a page', async () => {
    const result = { layoutParsingResults: [{ markdown: { text: '# Teapot' } }] };
    expect(await found(replies({ '/layout-parsing': [200, { errorCode: 0, result }] }))).toEqual([
      'ok    the pipeline answers on URL',
      'ok    the pipeline is ready',
      expect.stringMatching(/^ok {4}a test page was parsed in \d+\.\d s$/),
    ]);
  });

  it('that parse but do not read are told apart from those that do not parse', async () => {
    expect((await found(replies({ '/layout-parsing': [200, { errorCode: 0, result: {} }] }))).at(-1)).toMatch(
      /^\? .*was not read/,
    );
    expect(
      (await found(replies({ '/layout-parsing': [502, { errorCode: 502, errorMsg: 'VLM failed' }] }))).at(-1),
    ).toBe('FAIL  a test page could not be parsed: VLM failed');
    expect((await found(replies({ '/layout-parsing': [401, { errorCode: 401 }] }))).at(-1)).toMatch(
      /--api-key$/,
    );
  });

  it('that are not ready say what is missing, and are not asked for a page', async () => {
    const ready: [number, object] = [
      503,
      { errorCode: 503, errorMsg: 'the recognition server is not ready' },
    ];
    expect(await found(replies({ '/health/ready': ready }))).toEqual([
      'ok    the pipeline answers on URL',
      'FAIL  the pipeline is not ready: the recognition server is not ready',
    ]);
  });

  it('of somebody else are noticed', async () => {
    expect(await found(reply({}))).toEqual([
      expect.stringMatching(/^FAIL {2}another program answers on URL: stop it/),
    ]);
  });

  it('that are not there: is the port free?', async () => {
    const services = {
      pipeline: 'http://127.0.0.1:9',
      gateway: 'http://127.0.0.1:9',
      apiKey: undefined,
      signal: AbortSignal.timeout(30_000),
    };
    expect((await checkServices(machine(), services)).map(({ state }) => state)).toEqual(['doubtful']);
    const taken = machine({}, [], { isPortFree: async () => false });
    expect(lines(await checkServices(taken, services))).toEqual([expect.stringContaining('port 9 is taken')]);
  });
});

describe('the command', () => {
  it('knows its options', async () => {
    expect(await doctor(['--help'])).toBe(0);
    expect(await doctor(['--cure'])).toBe(2);
    expect(findingLine(good('x'))).toBe('ok    x');
  });

  it('has a page that is a PDF, with offsets that hold', () => {
    const text = testPage().toString('latin1');
    const start = Number(text.match(/startxref\n(\d+)/)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
    for (const [, offset] of text.matchAll(/^(\d{10}) 00000 n/gm)) {
      expect(text.slice(Number(offset))).toMatch(/^\d+ 0 obj/);
    }
  });
});
