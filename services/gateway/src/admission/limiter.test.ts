import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';

const never = new AbortController().signal;
const gate = () => {
  let open: () => void = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
};

describe('limiter', () => {
  it('runs no more than allowed, in order of arrival, and refuses beyond the queue', async () => {
    const limiter = createLimiter({ concurrency: 1, maxWaiting: 2, retryAfterSeconds: 3 });
    const first = gate();
    const done: string[] = [];
    const work = (name: string, wait?: Promise<void>) =>
      limiter.run(async () => {
        await wait;
        done.push(name);
      }, never);
    const all = [work('a', first.passed), work('b'), work('c')];
    await expect(work('d')).rejects.toMatchObject({ code: 'server.busy', retryAfterSeconds: 3 });
    expect([limiter.running, limiter.waiting]).toEqual([1, 2]);
    first.open();
    await Promise.all(all);
    expect(done).toEqual(['a', 'b', 'c']);
    expect([limiter.running, limiter.waiting]).toEqual([0, 0]);
  });

  it('lets a waiting caller leave and keeps no place for it', async () => {
    const limiter = createLimiter({ concurrency: 1, maxWaiting: 5, retryAfterSeconds: 1 });
    const first = gate();
    const running = limiter.run(() => first.passed, never);
    const leaver = new AbortController();
    const left = limiter.run(async () => 'left', leaver.signal);
    const next = limiter.run(async () => 'next', never);
    leaver.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(limiter.waiting).toBe(1);
    first.open();
    await running;
    expect(await next).toBe('next');
    await expect(limiter.run(async () => 0, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    expect(limiter.running).toBe(0);
  });

  it('frees the place when work throws', async () => {
    const limiter = createLimiter({ concurrency: 1, maxWaiting: 0, retryAfterSeconds: 1 });
    await expect(limiter.run(() => Promise.reject(new Error('x')), never)).rejects.toThrow('x');
    expect(await limiter.run(async () => 1, never)).toBe(1);
  });
});
