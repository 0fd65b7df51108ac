import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { blobStoreCases } from './blob-store.fixture.ts';
import { createDirectoryBlobs } from './directory-blobs.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-blobs-test-'));
afterAll(() => rmSync(root, { recursive: true }));
const fresh = () => mkdtempSync(join(root, 'store-'));
const never = new AbortController().signal;

blobStoreCases('a directory', () => createDirectoryBlobs(fresh()));

it('leaves no unfinished files behind', async () => {
  const directory = fresh();
  const blobs = createDirectoryBlobs(directory);
  await blobs.put('a', [Buffer.from('x')], never);
  await blobs.putNew('a', Buffer.from('y'), never);
  expect(readdirSync(join(directory, '.unfinished'))).toEqual([]);
});

it('names nothing outside the directory', async () => {
  const blobs = createDirectoryBlobs(fresh());
  await expect(blobs.put('../outside', [], never)).rejects.toMatchObject({ code: 'storage.refused' });
  await expect(blobs.remove('..', never)).rejects.toMatchObject({ code: 'storage.refused' });
});

it('says so when it cannot write', async () => {
  const file = join(fresh(), 'file');
  writeFileSync(file, '');
  const blobs = createDirectoryBlobs(file);
  await expect(blobs.checkWritable(never)).rejects.toMatchObject({ code: 'storage.unavailable' });
});
