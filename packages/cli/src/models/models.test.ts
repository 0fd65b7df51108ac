import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownModels } from '@recto/vision';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { models } from './models.ts';

let directory: string;
let lines: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recto-models-'));
  lines = [];
  for (const stream of ['log', 'error'] as const) {
    vi.spyOn(console, stream).mockImplementation((text: string) => void lines.push(text));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const run = (...args: string[]) => models([...args, '--models-dir', join(directory, 'models')]);

/** The registry has none of these bytes. */
function ownFile(): string {
  const path = join(directory, 'own.onnx');
  writeFileSync(path, 'weights of my own');
  return path;
}

describe('recto models', () => {
  it('lists every known model with its role, licence and whether it is here', async () => {
    expect(await run('list')).toBe(0);
    for (const { name, role, licence } of knownModels) {
      expect(lines.find((line) => line.startsWith(name))).toMatch(new RegExp(`${role}.*${licence}`));
    }
    expect(lines.find((line) => line.startsWith('recto-layout-s'))).toContain('shipped');
    expect(lines.find((line) => line.startsWith('UVDoc'))).toContain('one place only');
  });

  it('imports a model of one’s own under its own name, lists and verifies it', async () => {
    expect(await run('import', ownFile(), '--name', 'my-layout')).toBe(0);
    expect(readdirSync(join(directory, 'models')).sort()).toEqual(['.partial', 'my-layout.onnx']);
    expect(await run('list')).toBe(0);
    expect(lines.at(-1)).toMatch(/^my-layout.*not in the registry/);
    expect(await run('verify')).toBe(0);
    expect(lines.at(-1)).toMatch(/^my-layout: not in the registry, sha256 [0-9a-f]{64}$/);
  });

  it.each([
    ['without a name', [], 3],
    ['under a name of the registry', ['--name', 'PP-DocLayoutV3'], 3],
    ['under a name that is a path', ['--name', '../outside'], 2],
  ])('does not import unknown bytes %s', async (_name, options, code) => {
    expect(await run('import', ownFile(), ...options)).toBe(code);
    expect(readdirSync(join(directory, 'models')).filter((name) => name.endsWith('.onnx'))).toEqual([]);
  });

  it('finds a damaged model', async () => {
    await run('import', ownFile(), '--name', 'x');
    writeFileSync(join(directory, 'models/PP-DocLayoutV3.onnx'), 'half of it');
    expect(await run('verify')).toBe(3);
    expect(lines.at(-2)).toMatch(/^PP-DocLayoutV3: damaged or another file/);
    expect(await run('verify', 'x')).toBe(0);
    expect(await run('verify', 'UVDoc')).toBe(1);
  });

  it.each([
    [[]],
    [['sing']],
    [['pull']],
    [['pull', 'no-such-model']],
    [['pull', 'recto-layout-s']],
    [['pull', 'UVDoc', '--from', 'ftp://x']],
    [['import']],
    [['import', '/no/such/file']],
    [['list', '--loudly']],
  ])('refuses %j with one message and code 2', async (args) => {
    expect(await run(...args)).toBe(2);
    expect(lines).toHaveLength(1);
  });

  it('reports an address that is not there', async () => {
    expect(await run('pull', 'UVDoc', '--from', 'http://127.0.0.1:1/x.onnx')).toBe(1);
    expect(lines.at(-1)).toContain('UVDoc could not be had');
  });
});

describe('the registry', () => {
  it('names https addresses, a size and a sum for every model that does not ship', () => {
    for (const { source } of knownModels) {
      if (source === null) continue;
      expect(source.urls.length).toBeGreaterThan(1);
      for (const url of source.urls) expect(new URL(url).protocol).toBe('https:');
      expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(source.bytes).toBeGreaterThan(1_000_000);
    }
    expect(new Set(knownModels.map(({ name }) => name)).size).toBe(knownModels.length);
  });
});
