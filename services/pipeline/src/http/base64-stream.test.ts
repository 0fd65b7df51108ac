import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Length, base64Of } from './base64-stream.ts';

describe('base64 of spooled parts', () => {
  it('is that of all bytes together, wherever the pieces end', async () => {
    const cut = fc.array(fc.array(fc.uint8Array({ maxLength: 7 }), { maxLength: 4 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cut, async (files) => {
        const parts = files.map((pieces, offset) => ({ offset, length: Buffer.concat(pieces).length }));
        const read = async function* ({ offset }: { offset: number }) {
          yield* files[offset] ?? [];
        };
        const signs: Uint8Array[] = [];
        for await (const chunk of base64Of({ read }, parts)) signs.push(chunk);
        const text = Buffer.concat(signs).toString('latin1');
        expect(text).toBe(Buffer.concat(files.flat()).toString('base64'));
        expect(text).toHaveLength(base64Length(parts));
      }),
    );
  });
});
