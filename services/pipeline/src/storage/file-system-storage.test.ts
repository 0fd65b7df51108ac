import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFileSystemStorage, pathWithin } from './file-system-storage.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-storage-'));
afterAll(() => rmSync(root, { recursive: true }));
const quiet = new AbortController().signal;
const file = { bytes: Buffer.from('JPEG'), contentType: 'image/jpeg' };
const storageIn = (directory: string) => createFileSystemStorage({ directory, urlOf: null });

describe('createFileSystemStorage', () => {
  it('makes every folder on the way and leaves nothing unfinished', async () => {
    const directory = join(root, 'made/later');
    await storageIn(directory).save('id/markdown_0/imgs/a.jpg', file, quiet);
    expect(readFileSync(join(directory, 'id/markdown_0/imgs/a.jpg'), 'utf8')).toBe('JPEG');
    expect(readdirSync(join(directory, 'id/markdown_0/imgs'))).toEqual(['a.jpg']);
  });

  it('writes nothing outside its directory', async () => {
    await expect(storageIn(root).save('../escaped.jpg', file, quiet)).rejects.toMatchObject({
      code: 'storage.refused',
    });
    expect(readdirSync(join(root, '..'))).not.toContain('escaped.jpg');
  });

  it('fails typed where it cannot write', async () => {
    const blocked = join(root, 'blocked');
    writeFileSync(blocked, 'a file, no directory');
    chmodSync(blocked, 0o400);
    await expect(storageIn(blocked).save('id/a.jpg', file, quiet)).rejects.toMatchObject({
      code: 'storage.unavailable',
      message: expect.not.stringContaining(root),
    });
  });

  it('stops when the signal fires', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(storageIn(root).save('id/b.jpg', file, gone)).rejects.toThrow('gone');
  });
});

it.each([
  ['a/b.jpg', true],
  ['..', false],
  ['a/../../b', false],
  ['', false],
  ['.', false],
  ['/etc/passwd', false],
  ['a\0b', false],
])('pathWithin %j', (key, inside) => expect(pathWithin('/data/out', key) !== null).toBe(inside));
