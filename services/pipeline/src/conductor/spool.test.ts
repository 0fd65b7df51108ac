import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createSpool, type SpooledPart, type SpoolFile } from './spool.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-spool-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function text(file: SpoolFile, part: SpooledPart): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.read(part)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

it('gives back what was written, in any order, and leaves no file behind', async () => {
  const spool = createSpool({ directory, maxBytes: 100_000_000 });
  const file = await spool.open();
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(i * 30_000));
  const parts = await Promise.all(texts.map((t) => file.append(Buffer.from(t))));
  expect(readdirSync(directory)).toEqual([]);
  for (const [i, part] of [...parts.entries()].toReversed()) expect(await text(file, part)).toBe(texts[i]);
  expect(spool.usedBytes).toBe(texts.join('').length);
  await file.close();
  await file.close();
  expect(spool.usedBytes).toBe(0);
});

it('refuses what does not fit and has room again afterwards', async () => {
  const spool = createSpool({ directory, maxBytes: 100 });
  const [first, second] = [await spool.open(), await spool.open()];
  await first.append(Buffer.alloc(60));
  await expect(second.append(Buffer.alloc(60))).rejects.toMatchObject({ code: 'server.spool_full' });
  await first.close();
  await second.append(Buffer.alloc(60));
  await second.close();
});

it('says when it cannot write', async () => {
  const blocked = join(directory, 'a-file');
  writeFileSync(blocked, '');
  await expect(createSpool({ directory: blocked, maxBytes: 100 }).checkWritable()).rejects.toThrow();
  await expect(createSpool({ directory, maxBytes: 100 }).checkWritable()).resolves.toBeUndefined();
  rmSync(blocked);
});
