import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, SseReader } from './sse.ts';

const dataOf = (text: string) => new SseReader().push(Buffer.from(text)).events;

describe('SseReader', () => {
  it('reads events, comments and lines that end in CRLF', () => {
    expect(
      dataOf('data: a\n\n: ping\n\ndata:b\r\ndata: c\r\n\r\nevent: x\ndata: [DONE]\n\ndata: half'),
    ).toEqual(['a', null, 'b\nc', '[DONE]']);
  });

  it('gives the same events however the bytes arrive, and loses none of them', () => {
    const line = fc.constantFrom('data: {"a":"漢😀"}', 'data:', ': c', 'id: 1', '', '', 'data: x\r', '\r');
    fc.assert(
      fc.property(
        fc.array(line),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (lines, sizes) => {
          const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
          const reader = new SseReader();
          const batches = [];
          for (let at = 0, i = 0; at < bytes.length; i += 1) {
            const size = sizes[i % sizes.length] as number;
            batches.push(reader.push(bytes.subarray(at, at + size)));
            at += size;
          }
          const whole = new SseReader().push(bytes);
          expect(batches.flatMap(({ events }) => events)).toEqual(whole.events);
          const passed = Buffer.concat(batches.map((batch) => batch.bytes));
          expect(passed.equals(whole.bytes)).toBe(true);
          expect(bytes.subarray(0, passed.length).equals(passed)).toBe(true);
        },
      ),
    );
  });

  it('parts the bytes between two events, whatever is in them', () => {
    const first = Buffer.concat([Buffer.from('data: 漢'), Buffer.from([0xff]), Buffer.from('\r\n\r\n')]);
    const second = Buffer.from('data: b\n\n');
    const batch = new SseReader().push(Buffer.concat([first, second]));
    expect(bytesOf(batch, 1).equals(first)).toBe(true);
    expect(bytesOf(batch, 2).equals(Buffer.concat([first, second]))).toBe(true);
  });

  it('gives the last event of a stream that ends without a blank line', () => {
    const reader = new SseReader();
    reader.push(Buffer.from('data: [DONE]'));
    expect(reader.end()?.events).toEqual(['[DONE]']);
    reader.push(Buffer.from('\n\ndata: x\n'));
    expect(reader.end()?.events).toEqual(['x']);
    expect(new SseReader().end()).toBeNull();
  });

  it('does not hold an endless event', () => {
    const reader = new SseReader();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    expect(() => {
      for (let i = 0; i < 10; i += 1) reader.push(piece);
    }).toThrow(expect.objectContaining({ kind: 'broken' }));
  });
});
