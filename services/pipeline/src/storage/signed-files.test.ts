import { expect, it } from 'vitest';
import { createSignedFiles } from './signed-files.ts';

let now = 1_000_000_000_000;
const files = createSignedFiles({
  publicUrl: 'https://recto.test',
  secret: 'secret',
  urlSeconds: 60,
  now: () => now,
});

const parts = async (key: string) => {
  const url = new URL(await files.urlOf(key));
  return [url.searchParams.get('expires') ?? '', url.searchParams.get('signature') ?? ''] as const;
};

it('makes addresses that hold until they expire', async () => {
  expect(await files.urlOf('id/a.jpg')).toMatch(
    /^https:\/\/recto\.test\/files\/id\/a\.jpg\?expires=1000000060&signature=[\w-]{43}$/,
  );
  const [expires, signature] = await parts('id/a.jpg');
  expect(files.isValid('id/a.jpg', expires, signature)).toBe(true);
  now += 59_000;
  expect(files.isValid('id/a.jpg', expires, signature)).toBe(true);
  now += 1_000;
  expect(files.isValid('id/a.jpg', expires, signature)).toBe(false);
});

it('believes no other key, time or secret', async () => {
  const [expires, signature] = await parts('id/a.jpg');
  expect(files.isValid('id/b.jpg', expires, signature)).toBe(false);
  expect(files.isValid('id/a.jpg', String(Number(expires) + 1), signature)).toBe(false);
  for (const forged of ['', 'x', signature.slice(1), `${signature}=`]) {
    expect(files.isValid('id/a.jpg', expires, forged)).toBe(false);
  }
  const others = createSignedFiles({ publicUrl: '', secret: 'other', urlSeconds: 60, now: () => now });
  expect(others.isValid('id/a.jpg', expires, signature)).toBe(false);
});
