import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from './body.ts';
import { readEnvelope } from './envelope.ts';
import { splice } from './splice.ts';

const image = `data:image/jpeg;base64,${'A'.repeat(100_000)}`;
const chat = {
  model: 'PaddleOCR-VL-1.6-0.9B',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: image } },
        { type: 'text', text: 'OCR:' },
      ],
    },
  ],
  temperature: 0,
};

describe('readEnvelope', () => {
  it('sees the parameters and only the beginning of the image', () => {
    const { head, members } = readEnvelope(Body.of(JSON.stringify(chat)));
    expect(head.model).toBe(chat.model);
    expect(members.map((m) => m.key)).toEqual(['model', 'messages', 'temperature']);
    const text = JSON.stringify(head.messages);
    expect(text.length).toBeLessThan(500);
    expect(text).toContain('data:image/jpeg;base64,AAAA');
    expect(text).toContain('OCR:');
  });

  it('knows where images lie, short ones and escaped ones too', () => {
    const escaped =
      '{"a":{"url":"data:image\\/png;base64,AA=="},"b":["data:image/png;base64,BB==","data:text/plain,x"]}';
    const { images } = readEnvelope(Body.of(escaped));
    expect(images.map(({ start, end }) => escaped.slice(start, end))).toEqual([
      'data:image\\/png;base64,AA==',
      'data:image/png;base64,BB==',
    ]);
  });

  it('finds the end of every string, whatever is escaped in it and however long it is', () => {
    const text = fc.string({ unit: fc.constantFrom('\\', '"', 'a', '漢', ',', '}'), maxLength: 700 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), (entries) => {
        const body = Body.of(`{${entries.map((pair) => pair.map((t) => JSON.stringify(t)).join(':'))}}`);
        const { members } = readEnvelope(body);
        expect(members.map(({ key }) => key)).toEqual(entries.map(([key]) => key));
        const values = members.map(({ start, end }) =>
          Object.values(JSON.parse(`{${body.text('utf8', start, end)}}`)),
        );
        expect(values).toEqual(entries.map(([, value]) => [value]));
      }),
    );
  });

  it('refuses what is not a JSON object', () => {
    for (const bad of ['', '{', '[1]', '"text"', '{"a":"b}', 'nonsense', '{"a":}']) {
      expect(() => readEnvelope(Body.of(bad)), bad).toThrow(expect.objectContaining({ status: 422 }));
    }
  });

  it('cuts a long string before an escape and inside no character', () => {
    for (const text of [
      `a\\n"${'é漢😀'.repeat(500)}`,
      '漢'.repeat(500),
      `${'x'.repeat(127)}漢${'y'.repeat(900)}`,
    ]) {
      const { head } = readEnvelope(Body.of(JSON.stringify({ text })));
      expect(text.startsWith(head.text as string)).toBe(true);
    }
  });
});

describe('splice', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.array(fc.string()),
    fc.dictionary(fc.string(), fc.string()),
    fc.constant(image),
  );
  const object = fc.dictionary(fc.string(), value);

  it('gives the object that parsing, changing and writing would give', () => {
    fc.assert(
      fc.property(object, object, fc.boolean(), (original, set, pretty) => {
        const body = Body.of(JSON.stringify(original, null, pretty ? 2 : undefined));
        const changed = Buffer.concat(splice(body, readEnvelope(body), { set })).toString();
        // Compared by entries: assignment to a key such as __proto__ would not make a member.
        const expected = new Map([
          ...Object.entries(set),
          ...Object.entries(original).filter(([k]) => !Object.hasOwn(set, k)),
        ]);
        expect(new Map(Object.entries(JSON.parse(changed)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('puts other bytes in the place of images and leaves the rest', () => {
    const body = Body.of('{"a":["data:image/x,1","keep",{"u":"data:image/x,2"}],"b":1}');
    const envelope = readEnvelope(body);
    const replaced = envelope.images.map((span, i) => ({ ...span, bytes: Buffer.from(`new${i}`) }));
    const changed = Buffer.concat(splice(body, envelope, { set: { b: 2 }, replaced })).toString();
    expect(JSON.parse(changed)).toEqual({ a: ['new0', 'keep', { u: 'new1' }], b: 2 });
  });

  it('knows a member by its decoded name', () => {
    const body = Body.of('{"m\\u006fdel":"a"}');
    const changed = Buffer.concat(splice(body, readEnvelope(body), { set: { model: 'b' } })).toString();
    expect(changed).toBe('{"model":"b"}');
  });

  it('removes a member set to undefined', () => {
    const body = Body.of('{"a":1, "b": {"a":2} ,"c":[3]}');
    const changed = Buffer.concat(splice(body, readEnvelope(body), { set: { a: undefined } })).toString();
    expect(JSON.parse(changed)).toEqual({ b: { a: 2 }, c: [3] });
  });
});
