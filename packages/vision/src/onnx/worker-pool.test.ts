import { afterEach, describe, expect, it } from 'vitest';
import type { FixtureTask } from './worker-pool.fixture.ts';
import { createWorkerPool } from './worker-pool.ts';

const never = new AbortController().signal;
const counter = () => new Int32Array(new SharedArrayBuffer(8));

const open: { close(): Promise<void> }[] = [];
function pool(threads = 1) {
  const made = createWorkerPool<FixtureTask, number>({
    worker: new URL('./worker-pool.fixture.ts', import.meta.url),
    threads,
    crashCode: 'layout.failed',
  });
  open.push(made);
  return made;
}
afterEach(async () => {
  for (const made of open.splice(0)) await made.close();
});

describe('worker pool', () => {
  it('runs in a thread that reads and writes the very memory it was given', async () => {
    const shared = counter();
    expect(await pool().run({ act: 'write', shared }, never)).toBe(42);
    expect([...shared]).toEqual([1, 77]);
  });

  it('passes on the typed error of a task, without a second try', async () => {
    const shared = counter();
    await expect(pool().run({ act: 'fail', shared }, never)).rejects.toMatchObject({
      code: 'model.not_installed',
    });
    expect(shared[0]).toBe(1);
  });

  it('replaces a thread that died and tries its task once more', async () => {
    const shared = counter();
    const made = pool();
    expect(await made.run({ act: 'die-once', shared }, never)).toBe(42);
    expect(shared[0]).toBe(2);
  });

  it('gives up after the second death and goes on with the next task', async () => {
    const shared = counter();
    const made = pool();
    await expect(made.run({ act: 'die', shared }, never)).rejects.toMatchObject({ code: 'layout.failed' });
    expect(shared[0]).toBe(2);
    expect(await made.run({ act: 'double', shared: counter() }, never)).toBe(42);
  });

  it('drops queued work on abort, and leaves running work to its thread', async () => {
    const made = pool();
    const running = counter();
    const queued = counter();
    const stop = new AbortController();
    const first = made.run({ act: 'wait', shared: running }, stop.signal);
    const second = made.run({ act: 'double', shared: queued }, stop.signal);
    while (Atomics.load(running, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    const third = made.run({ act: 'double', shared: counter() }, never);
    Atomics.store(running, 1, 1);
    Atomics.notify(running, 1);
    expect(await third).toBe(42);
    expect(queued[0]).toBe(0);
  });

  it('closes only after abandoned work has ended', async () => {
    const made = pool();
    const shared = counter();
    const stop = new AbortController();
    const abandoned = made.run({ act: 'wait', shared }, stop.signal);
    while (Atomics.load(shared, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(abandoned).rejects.toMatchObject({ name: 'AbortError' });
    let closed = false;
    const closing = made.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    Atomics.store(shared, 1, 1);
    Atomics.notify(shared, 1);
    await closing;
  });

  it('refuses a task whose signal has already fired', async () => {
    const shared = counter();
    await expect(pool().run({ act: 'double', shared }, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(shared[0]).toBe(0);
  });
});
