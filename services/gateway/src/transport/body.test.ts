import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from './body.ts';
import { readEnvelope } from './envelope.ts';
import { splice } from './splice.ts';

/** Cut at the places named, each piece with memory of its own. */
const inPieces = (bytes: Buffer, cuts: readonly number[]): Body => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])];
  places.sort((a, b) => a - b);
  return Body.owning(
    places.slice(1).map((end, i) => Buffer.from(new Uint8Array(bytes.subarray(places[i], end)).buffer)),
  );
};
const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe('a body in pieces', () => {
  it('is what its bytes in a row are', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, cuts, cuts, fc.nat(), fc.nat(), (content, some, others, a, b) => {
        const bytes = Buffer.from(content);
        const [start, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const body = inPieces(bytes, some);
        expect(body.length).toBe(bytes.length);
        expect(body.at(start)).toBe(bytes[start]);
        expect(body.text('utf8')).toBe(content);
        expect(body.text('latin1', start, end)).toBe(bytes.toString('latin1', start, end));
        expect(Buffer.concat(body.slices(start, end))).toEqual(bytes.subarray(start, end));
        for (const byte of [bytes[end] ?? 1, bytes[start] ?? 1]) {
          const found = bytes.subarray(start, end).indexOf(byte);
          expect(body.indexOf(byte, start, end)).toBe(found === -1 ? -1 : start + found);
        }
        const other = inPieces(Buffer.concat([Buffer.from('xy'), bytes]), others);
        expect(body.sameAs({ start, end }, other, start + 2)).toBe(true);
        if (end === start) return;
        const changed = Buffer.from(bytes);
        changed[start] = (changed[start] as number) ^ 1;
        expect(body.sameAs({ start, end }, inPieces(changed, others), start)).toBe(false);
        expect(body.sameAs({ start, end }, inPieces(bytes.subarray(0, end - 1), others), start)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('has the envelope that it has in one', () => {
    const image = `data:image/png;base64,${'A'.repeat(700)}`;
    const chat = {
      model: 'm',
      messages: [{ content: [{ image_url: { url: image } }, { text: '漢"\\' }] }],
      n: 1,
    };
    const bytes = Buffer.from(JSON.stringify(chat));
    fc.assert(
      fc.property(cuts, (places) => {
        const body = inPieces(bytes, places);
        const envelope = readEnvelope(body);
        expect(envelope).toEqual(readEnvelope(Body.of(bytes)));
        const changed = Buffer.concat(splice(body, envelope, { set: { n: 2 } })).toString();
        expect(JSON.parse(changed)).toEqual({ ...chat, n: 2 });
      }),
    );
  });
});

describe('memory of bodies', () => {
  it('is there until the last holder lets go', () => {
    const body = inPieces(Buffer.alloc(8, 'x'), [3]);
    const views = body.slices();
    const releaseCaller = body.hold();
    const releaseSocket = body.hold();
    releaseCaller();
    releaseCaller();
    expect(Buffer.concat(views).toString()).toBe('xxxxxxxx');
    releaseSocket();
    expect(views.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
  });

  it('of others is left alone, also where it is shared', () => {
    const [pooled, neighbour] = [Buffer.from('a'), Buffer.from('b')];
    Body.of(pooled).hold()();
    expect([pooled.toString(), neighbour.toString()]).toEqual(['a', 'b']);
  });
});
