import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { outputStream } from './run-program.ts';

const { signal } = new AbortController();

it('keeps what a program said that ended before anybody read it', async () => {
  const { stream, done } = outputStream('sh', ['-c', 'echo layers'], { signal });
  await done.catch(() => {});
  await sleep(20);
  expect(await text(stream)).toBe('layers\n');
});

it('lets a program wait until it is read, and tells how it failed', async () => {
  const script = 'head -c 1000000 /dev/zero | tr "\\0" x; echo "no space" >&2; exit 3';
  const { stream, done } = outputStream('sh', ['-c', script], { signal });
  const failure = expect(done).rejects.toThrow('sh -c: no space');
  await sleep(50);
  expect(stream.readableLength).toBeLessThan(500_000);
  expect((await text(stream)).length).toBe(1_000_000);
  await failure;
});
