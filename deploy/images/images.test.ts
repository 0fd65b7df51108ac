/** What an image is made of, without an engine; `npm run test:docker` builds and runs them. */
import { execFileSync, spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFlags, nodeVariables } from '@recto/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildWorkspace, javascriptOf, manifestOf } from './build-javascript.ts';
import { plansOf } from './build-plan.ts';
import { billOfMaterials, installedPackages, licenceTexts, systemPackages } from './inventory.ts';
import { prune } from './prune.ts';
import { tiers } from './tiers.ts';
import { workspaceClosure } from './workspaces.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dockerfile = readFileSync(new URL('./Dockerfile', import.meta.url), 'utf8');

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recto-images-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
};

describe('the Dockerfile', () => {
  it('has the Node of the lockfile, its flags and its variables', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules/node/package.json'), 'utf8'));
    expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${version}-bookworm-slim\n`);
    for (const [service, flags] of Object.entries(nodeFlags)) {
      const entrypoint = `ENTRYPOINT ${JSON.stringify(['node', ...flags]).replaceAll(',', ', ')}`;
      expect(dockerfile).toContain(`${entrypoint}\nCMD ["services/${service}/src/main.js"]\n`);
    }
    for (const [name, value] of Object.entries(nodeVariables))
      expect(dockerfile).toContain(`ENV ${name}=${value}\n`);
  });

  it('runs as nobody in particular, and asks for health without a shell', () => {
    expect(dockerfile).toMatch(/^USER 10001:10001$/m);
    expect(dockerfile.match(/^ {2}CMD \["node", "\/app\/healthcheck\.mjs"/gm)).toHaveLength(2);
    expect(dockerfile).not.toMatch(/curl|wget/);
  });
});

describe('the health check', () => {
  it.each([
    [200, 0],
    [304, 1],
    [503, 1],
  ])('an answer of %i ends it with %i', async (status, code) => {
    const server = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const child = spawn(process.execPath, [
      join(root, 'deploy/images/healthcheck.mjs'),
      `http://127.0.0.1:${port}/health`,
    ]);
    const ended = await new Promise((resolve) => child.once('exit', resolve));
    server.close();
    expect(ended).toBe(code);
  });

  it('nobody there is no health', async () => {
    const child = spawn(process.execPath, [
      join(root, 'deploy/images/healthcheck.mjs'),
      'http://127.0.0.1:9/health',
    ]);
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
  });
});

describe('what goes in', () => {
  it('is the service and what it depends on', () => {
    const gateway = workspaceClosure(root, tiers.gateway);
    expect(gateway).toContain('services/gateway');
    expect(gateway).toContain('packages/native-ocr');
    expect(gateway).not.toContain('packages/vision');
    const pipeline = workspaceClosure(root, tiers.pipeline);
    expect(pipeline).toEqual(
      expect.arrayContaining(['services/pipeline', 'packages/cli', 'packages/vision']),
    );
    expect(pipeline).not.toContain('services/gateway');
  });

  it('is JavaScript with the lines of its source', () => {
    const source = `import { a } from './a.ts';\nimport type { B } from '../b.ts';\nconst url = new URL(\`./\${a}/c.ts\`, import.meta.url);\nexport const n: number = 'x.ts'.length as B;\n`;
    const javascript = javascriptOf(source);
    expect(javascript.split('\n')).toHaveLength(source.split('\n').length);
    expect(javascript).toContain("from './a.js'");
    expect(javascript).toContain(`./\${a}/c.js`);
    // A word that is no path stays.
    expect(javascript).toContain("'x.ts'.length");
    expect(javascript).not.toContain('number');
  });

  it('leaves no name of a TypeScript file in any module of ours', () => {
    for (const path of globSync('{packages,services}/*/src/**/*.ts', { cwd: root })) {
      if (/\.(test|fixture)\.ts$|test-support/.test(path)) continue;
      expect(javascriptOf(readFileSync(join(root, path), 'utf8')), path).not.toMatch(/from '\.[^']*\.ts'/);
    }
  });

  it('runs', () => {
    write(
      'from/package.json',
      '{"name":"x","type":"module","exports":{".":"./src/a.ts"},"devDependencies":{"y":"1"}}',
    );
    write('from/src/a.ts', "import { b } from './b.ts';\nconsole.log(b satisfies number);\n");
    write('from/src/b.ts', 'export const b: number = 41 + 1;\n');
    write('from/src/a.test.ts', 'nothing that runs');
    write('from/models/m.onnx', 'weights');
    buildWorkspace(join(directory, 'from'), join(directory, 'to'));
    expect(execFileSync(process.execPath, [join(directory, 'to/src/a.js')], { encoding: 'utf8' })).toBe(
      '42\n',
    );
    expect(globSync('**/*.*', { cwd: join(directory, 'to') }).sort()).toEqual([
      'models/m.onnx',
      'package.json',
      'src/a.js',
      'src/b.js',
    ]);
    expect(JSON.parse(readFileSync(join(directory, 'to/package.json'), 'utf8'))).toEqual({
      name: 'x',
      type: 'module',
      exports: { '.': './src/a.js' },
    });
    expect(manifestOf('{"exports":"./src/main.ts","devDependencies":{}}')).not.toContain('.ts"');
  });
});

describe('prune', () => {
  const onnxruntime = 'onnxruntime-node@1.0.0/node_modules/onnxruntime-node';

  it('keeps this platform and removes the rest, types and maps everywhere', () => {
    write(`${onnxruntime}/bin/napi-v6/linux/${process.arch}/lib.so`, '');
    write(`${onnxruntime}/bin/napi-v6/linux/mips/lib.so`, '');
    write(`${onnxruntime}/bin/napi-v6/win32/${process.arch}/lib.dll`, '');
    write(`${onnxruntime}/script/install.js`, '');
    write('other@1.0.0/node_modules/other/index.js', '');
    write('other@1.0.0/node_modules/other/index.d.ts', '');
    write('other@1.0.0/node_modules/other/index.js.map', '');
    // The packages that others depend on are links into the first's own place.
    symlinkSync(join(directory, onnxruntime), join(directory, 'other@1.0.0/node_modules/onnxruntime-node'));
    prune(directory);
    const left = globSync('**/*.*', { cwd: directory }).filter((path) => /\.(so|dll|js|ts|map)$/.test(path));
    expect(left.sort()).toEqual([
      `${onnxruntime}/bin/napi-v6/linux/${process.arch}/lib.so`,
      'other@1.0.0/node_modules/other/index.js',
    ]);
  });

  it('stops where a package is not what it knows', () => {
    write('pdf-lib@2.0.0/node_modules/pdf-lib/package.json', '{}');
    expect(() => prune(directory)).toThrow('nothing to remove from pdf-lib');
  });
});

describe('the list of components', () => {
  it('has npm packages, system packages, models and Node, the same each time', () => {
    write('b@2.0.0/node_modules/b/package.json', '{"name":"b","version":"2.0.0","license":"MIT"}');
    write('b@2.0.0/node_modules/b/LICENSE', 'Permission is granted');
    write('@s+a@1.0.0/node_modules/@s/a/package.json', '{"name":"@s/a","version":"1.0.0"}');
    const packages = installedPackages(directory);
    const system = systemPackages(
      'Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9+deb12u14\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
    );
    const bill = () =>
      billOfMaterials({ tier: 'pipeline', version: '1.2.3', packages, system, models: ['m'] });
    expect(JSON.stringify(bill())).toBe(JSON.stringify(bill()));
    expect(
      (bill() as { components: { purl?: string; name: string }[] }).components.map(
        ({ purl, name }) => purl ?? name,
      ),
    ).toEqual([
      `pkg:generic/node@${process.versions.node}`,
      'm',
      'pkg:npm/%40s/a@1.0.0',
      'pkg:npm/b@2.0.0',
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64',
    ]);
    expect(licenceTexts(packages)).toMatch(
      /@s\/a 1\.0\.0: see its files[\s\S]*b 2\.0\.0: MIT\n\nPermission is granted/,
    );
  });
});

describe('tags', () => {
  const request = {
    version: '1.2.3',
    revision: 'abc',
    registry: 'r/',
    accelerators: ['cpu', 'amd-gpu'],
    modelsDirectory: null,
    cuda: false,
  };

  it('name the accelerator, the newest and the version', () => {
    const [pipeline, gateway, ...more] = plansOf(request);
    expect(pipeline?.tags).toEqual([
      'r/recto-pipeline:latest-cpu',
      'r/recto-pipeline:1.2.3-cpu',
      'r/recto-pipeline:latest-amd-gpu',
      'r/recto-pipeline:1.2.3-amd-gpu',
    ]);
    expect(gateway?.tags[0]).toBe('r/recto-gateway:latest-cpu');
    expect(more).toEqual([]);
  });

  it('offline images come from the plain ones, and the gateway has both tags', () => {
    const plans = plansOf({ ...request, accelerators: ['cpu'], modelsDirectory: 'models' });
    expect(plans.map(({ tags }) => tags)).toEqual([
      ['r/recto-pipeline:latest-cpu', 'r/recto-pipeline:1.2.3-cpu'],
      [
        'r/recto-gateway:latest-cpu',
        'r/recto-gateway:1.2.3-cpu',
        'r/recto-gateway:latest-cpu-offline',
        'r/recto-gateway:1.2.3-cpu-offline',
      ],
      ['r/recto-pipeline:latest-cpu-offline', 'r/recto-pipeline:1.2.3-cpu-offline'],
    ]);
    expect(plans[2]).toMatchObject({
      context: 'models',
      buildArgs: { PIPELINE_IMAGE: 'r/recto-pipeline:latest-cpu' },
    });
  });

  it('with CUDA say so', () => {
    const [pipeline] = plansOf({ ...request, accelerators: ['nvidia-gpu'], cuda: true });
    expect(pipeline?.tags).toContain('r/recto-pipeline:latest-nvidia-gpu-cuda');
    expect(pipeline?.buildArgs).toMatchObject({ ONNXRUNTIME_CUDA: 'cuda12' });
    expect(pipeline?.buildArgs.BASE_IMAGE).toMatch(/^nvidia\/cuda:12\.\d+\.\d+-cudnn-runtime-/);
  });
});
