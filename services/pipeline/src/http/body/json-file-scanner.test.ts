import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createJsonFileScanner } from './json-file-scanner.ts';

/** The body in pieces, cut at the given places. */
function scan(body: Buffer, cuts: readonly number[]) {
  let text = '';
  const scanner = createJsonFileScanner((piece) => {
    text += piece;
  });
  const places = [...new Set(cuts.map((c) => c % (body.length + 1)))].toSorted((a, b) => a - b);
  let from = 0;
  for (const to of [...places, body.length]) {
    scanner.push(body.subarray(from, to));
    from = to;
  }
  return { text, rest: Buffer.concat(scanner.rest).toString(), found: scanner.found };
}

const base64 = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const cuts = fc.array(fc.nat(), { maxLength: 12 });

it('takes the file out and leaves the rest as it stands, wherever the body is cut', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      base64,
      fc.dictionary(fc.string(), fc.jsonValue()),
      cuts,
      fc.constantFrom(0, 2),
      (before, file, after, places, indent) => {
        const body = { ...without(before), file, ...without(after) };
        const { text, rest, found } = scan(Buffer.from(JSON.stringify(body, null, indent)), places);
        expect(found).toBe(1);
        expect(text).toBe(file);
        expect(JSON.parse(rest)).toEqual(JSON.parse(JSON.stringify({ ...body, file: '' })));
      },
    ),
  );
});

it('understands the escapes that JSON writers put into base64', () => {
  fc.assert(
    fc.property(base64, cuts, (file, places) => {
      const escaped = file.replaceAll('+', '\\u002B').replaceAll('/', '\\/').replaceAll('=', '=\\n');
      expect(scan(Buffer.from(`{"a":"\\"file\\":\\"x","file":"${escaped}"}`), places).text).toBe(
        file.replaceAll('=', '=\n'),
      );
    }),
  );
});

it.each([
  ['a nested key', '{"a":{"file":"QQ=="},"b":[{"file":"x"}]}'],
  ['a value of another kind', '{"file":["QQ=="]}'],
  ['a text that says file', '{"a":"file","b":"QQ=="}'],
  ['a longer key', '{"filename":"QQ=="}'],
  ['a key with an escape', '{"\\u0066ile":"QQ=="}'],
])('leaves %s alone', (_name, body) => {
  for (let cut = 0; cut < body.length; cut += 1) {
    expect(scan(Buffer.from(body), [cut])).toEqual({ text: '', rest: body, found: 0 });
  }
});

it('leaves JSON that does not end for JSON.parse to refuse', () => {
  const { rest } = scan(Buffer.from('{"file":"QQ'), []);
  expect(() => JSON.parse(rest)).toThrow(SyntaxError);
});

function without(fields: Record<string, unknown>): Record<string, unknown> {
  const { file: _file, ['__proto__']: _proto, ...others } = fields;
  return others;
}
