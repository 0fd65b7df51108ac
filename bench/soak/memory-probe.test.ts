import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askProbe, probePath } from './memory-report.ts';

/** A thread that has nothing to do, and 60 MB of small things that nobody needs any more. */
const program = `
  const { Worker } = require('node:worker_threads');
  new Worker(new URL('data:text/javascript,setInterval(() => {}, 1e6)')).once('online', () => {
    let garbage = Array.from({ length: 60_000 }, () => Buffer.allocUnsafeSlow(1_000).fill(1));
    setTimeout(() => { garbage = null; process.stdout.write('ready'); }, 0);
  });
`;

// The C library that it asks is glibc.
describe.skipIf(process.platform !== 'linux')('the memory probe', () => {
  const directory = mkdtempSync(join(tmpdir(), 'recto-probe-'));
  let child: ChildProcess;

  beforeAll(async () => {
    const NODE_OPTIONS = `--import=${new URL('./memory-probe.ts', import.meta.url)}`;
    const env = { ...process.env, NODE_OPTIONS, MEMORY_PROBES: directory };
    child = spawn(process.execPath, ['-e', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout!, 'data');
    while (!existsSync(probePath(directory, child.pid!))) await sleep(20);
  });
  afterAll(() => {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  it('does not count garbage, and counts what is held', async () => {
    const before = await askProbe(directory, child.pid!, 0);
    expect(before.threads).toHaveLength(2);
    expect(before.resident.asItStood - before.resident.trimmed).toBeGreaterThan(50e6);

    const after = await askProbe(directory, child.pid!, 20e6);
    const grown = after.resident.trimmed - before.resident.trimmed;
    expect(grown).toBeGreaterThan(20e6);
    expect(grown).toBeLessThan(25e6);
    expect(after.allocated - before.allocated).toBeGreaterThan(20e6);
  });
});
