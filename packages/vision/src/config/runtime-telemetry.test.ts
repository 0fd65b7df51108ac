import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createSessionPool } from '../onnx/session-pool.ts';

const name = 'ORT_DISABLE_TELEMETRY';
const before = process.env[name];
afterEach(() => {
  if (before === undefined) delete process.env[name];
  else process.env[name] = before;
});

it('is forbidden before a worker can load the library, in the environment that the library reads', async () => {
  delete process.env[name];
  const pool = createSessionPool({ workers: 1 });
  // A child inherits the process's real environment, which Node's copy for threads is not.
  expect(execFileSync('printenv', [name], { encoding: 'utf8' })).toBe('1\n');
  await pool.close();
});

it.skipIf(process.platform !== 'linux')('is what the installed library still listens to', () => {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const library = readFileSync(join(root, `bin/napi-v6/linux/${process.arch}/libonnxruntime.so.1`));
  expect(library.includes('mobile.events.data.microsoft.com')).toBe(true);
  expect(library.includes(`${name}\0`)).toBe(true);
});
