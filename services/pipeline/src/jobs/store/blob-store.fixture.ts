/** What every store of jobs must do: the same cases for a directory and for a bucket. */
import { createHash } from 'node:crypto';
import { RectoError } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import { type BlobStore, listAll } from './blob-store.ts';

const never = new AbortController().signal;

async function* pieces(count: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i += 1) yield Buffer.alloc(bytes, i);
}

const readAll = async (blobs: BlobStore, key: string, offset: number, length: number) => {
  const read: Uint8Array[] = [];
  for await (const piece of blobs.read(key, { offset, length }, never)) read.push(piece);
  return Buffer.concat(read);
};

export function blobStoreCases(name: string, create: () => BlobStore): void {
  describe(name, () => {
    it('keeps what it is given and says its size and hash', async () => {
      const blobs = create();
      const info = await blobs.put('a/large', pieces(5, 200_000), never);
      const whole = Buffer.concat(await Array.fromAsync(pieces(5, 200_000)));
      expect(info).toEqual({
        bytes: 1_000_000,
        sha256: createHash('sha256').update(whole).digest('hex'),
      });
      expect((await blobs.get('a/large', never))?.equals(whole)).toBe(true);
      expect(
        (await readAll(blobs, 'a/large', 199_999, 400_002)).equals(whole.subarray(199_999, 600_001)),
      ).toBe(true);
      expect(await readAll(blobs, 'a/large', 7, 0)).toHaveLength(0);
    });

    it('replaces a whole by a whole', async () => {
      const blobs = create();
      await blobs.put('k', [Buffer.from('first and long')], never);
      await blobs.put('k', [Buffer.from('second')], never);
      expect(String(await blobs.get('k', never))).toBe('second');
    });

    it('knows what is not there', async () => {
      const blobs = create();
      expect(await blobs.get('none/at/all', never)).toBeNull();
      expect(await blobs.has('none/at/all', never)).toBe(false);
      expect(await blobs.list('none', { limit: 10 }, never)).toEqual([]);
      await blobs.remove('none', never);
      await expect(readAll(blobs, 'none', 0, 1)).rejects.toBeInstanceOf(RectoError);
    });

    it('lets exactly one of many writers be the first', async () => {
      const blobs = create();
      const writers = Array.from({ length: 8 }, (_, i) =>
        blobs.putNew('once/key', Buffer.from(`${i}`), never),
      );
      const won = await Promise.all(writers);
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(String(await blobs.get('once/key', never))).toBe(String(won.indexOf(true)));
    });

    it('lists names below a folder in order, a page at a time', async () => {
      const blobs = create();
      for (const key of ['l/c', 'l/a', 'l/b/deep/er', 'l/b/other', 'l2/x']) await blobs.put(key, [], never);
      expect(await blobs.list('l', { limit: 10 }, never)).toEqual(['a', 'b', 'c']);
      expect(await blobs.list('l', { limit: 2 }, never)).toEqual(['a', 'b']);
      expect(await blobs.list('l', { after: 'b', limit: 2 }, never)).toEqual(['c']);
      expect(await Array.fromAsync(listAll(blobs, 'l', never))).toEqual(['a', 'b', 'c']);
    });

    it('removes an object, or everything below a folder', async () => {
      const blobs = create();
      for (const key of ['r/a', 'r/b/c', 'r/b/d', 'rest']) await blobs.put(key, [Buffer.from('x')], never);
      await blobs.remove('r/a', never);
      expect(await blobs.list('r', { limit: 10 }, never)).toEqual(['b']);
      await blobs.remove('r', never);
      expect(await blobs.list('r', { limit: 10 }, never)).toEqual([]);
      expect(await blobs.has('rest', never)).toBe(true);
    });

    it('shows nothing of a write that failed half-way', async () => {
      const blobs = create();
      await blobs.put('half', [Buffer.from('before')], never);
      async function* breaking(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(100_000);
        throw new RectoError('request.aborted');
      }
      await expect(blobs.put('half', breaking(), never)).rejects.toMatchObject({ code: 'request.aborted' });
      await expect(blobs.put('half/new', breaking(), never)).rejects.toBeInstanceOf(Error);
      expect(String(await blobs.get('half', never))).toBe('before');
    });

    it('stops when it is told to', async () => {
      const blobs = create();
      const controller = new AbortController();
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (let i = 0; ; i += 1) {
          if (i === 3) controller.abort(new RectoError('request.timeout'));
          yield Buffer.alloc(1000);
        }
      }
      await expect(blobs.put('endless', endless(), controller.signal)).rejects.toMatchObject({
        code: 'request.timeout',
      });
      expect(await blobs.has('endless', never)).toBe(false);
    });

    it('weighs a folder', async () => {
      const blobs = create();
      await blobs.put('w/a', [Buffer.alloc(100)], never);
      await blobs.put('w/deep/b', [Buffer.alloc(23)], never);
      await blobs.put('w2/c', [Buffer.alloc(1000)], never);
      expect(await blobs.usage('w', never)).toBe(123);
      expect(await blobs.usage('none', never)).toBe(0);
    });

    it('says whether it can be written', async () => {
      await create().checkWritable(never);
    });
  });
}
