import { expect, it } from 'vitest';
import { createSystemResolver } from './resolve-host.ts';

const quiet = new AbortController().signal;

it('reads the hosts file', async () => {
  const addresses = await createSystemResolver()('localhost', quiet);
  expect(addresses.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
});

it('rejects a name that cannot exist', async () => {
  await expect(createSystemResolver()('no-such-name.invalid', quiet)).rejects.toThrow();
});

it('gives up at once when the caller does, and serves those who wait behind', async () => {
  const resolve = createSystemResolver();
  const gone = AbortSignal.abort();
  const crowd = [1, 2, 3, 4, 5].map(() => resolve('localhost', gone).catch((error: unknown) => error));
  const answer = await resolve('localhost', quiet);
  expect(answer.length).toBeGreaterThan(0);
  for (const error of await Promise.all(crowd)) expect(error).toMatchObject({ name: 'AbortError' });
});
