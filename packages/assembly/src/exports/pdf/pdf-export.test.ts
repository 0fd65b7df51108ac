import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { jpeg, made, page } from '../export-page.fixture.ts';
import { glyphlessFont } from './glyphless-font.ts';
import { createSignCodes, placedOperators, toUnicodeMap } from './invisible-text.ts';

describe('pdf', () => {
  it('is a PDF of all pages at their size, written page by page', async () => {
    const image = await jpeg(80, 100);
    const pages = [0, 1, 2].map((index) => page([], { index, image }));
    const { bytes, chunks } = await made('pdf', pages);
    expect(chunks).toBe(5);
    const document = await PDFDocument.load(bytes, { throwOnInvalidObject: true });
    expect(document.getPages().map((each) => each.getSize())).toEqual(
      new Array(3).fill({ width: 400, height: 500 }),
    );
    // Every object stands where the table of references says.
    const text = bytes.toString('latin1');
    const offsets = [...text.matchAll(/(\d{10}) 00000 n /g)].map(([, offset]) => Number(offset));
    offsets.forEach((offset, i) => {
      expect(text.slice(offset, offset + 12)).toMatch(new RegExp(`^${i + 1} 0 obj`));
    });
    expect(text.slice(Number(/startxref\n(\d+)/.exec(text)?.[1]), undefined)).toMatch(/^xref/);
  });

  it('is a PDF without any page too, and is refused without page images', async () => {
    expect((await PDFDocument.load((await made('pdf', [])).bytes)).getPageCount()).toBeLessThanOrEqual(1);
    await expect(made('pdf', [page([])])).rejects.toMatchObject({ code: 'export.not_available' });
  });

  it('fits pages that are larger than readers open', async () => {
    const { bytes } = await made('pdf', [
      page([], { image: await jpeg(8, 8), width: 60_000, height: 30_000 }),
    ]);
    const [only] = (await PDFDocument.load(bytes)).getPages();
    expect(only?.getSize()).toEqual({ width: 14_400, height: 7200 });
  });
});

describe('invisible text', () => {
  it('gives every sign a code of its own and says what it means', () => {
    const codes = createSignCodes();
    expect(codes.encode('aba')).toBe('000100020001');
    expect(codes.encode('𠀀')).toBe('0003');
    expect(toUnicodeMap(codes.signs)).toContain(
      '3 beginbfchar\n<0001> <0061>\n<0002> <0062>\n<0003> <d840dc00>\nendbfchar',
    );
  });

  it('stretches a word to its box', () => {
    const word = { text: 'ab', box: [100, 200, 140, 220], angle: 0 } as const;
    // 20 px high is 10 pt; two signs of half an em fill 10 pt, the box is 20 pt wide; the baseline is a fifth above its end.
    expect(placedOperators(word, createSignCodes(), 0.5, 500)).toBe(
      '/F 10.000 Tf 200.000 Tz 1 0 0 1 50.000 392.000 Tm <00010002> Tj\n',
    );
  });

  it('leaves out what cannot be shown', () => {
    const at = (text: string, box: readonly [number, number, number, number]) =>
      placedOperators({ text, box, angle: 0 }, createSignCodes(), 1, 100);
    expect(at(' \u0000 ', [0, 0, 9, 9])).toBe('');
    expect(at('a', [5, 0, 5, 9])).toBe('');
    expect(at('a\u0007b', [0, 0, 9, 9])).toContain('<00010002>');
  });

  it('has a font with the tables that readers ask for', () => {
    const font = Buffer.from(glyphlessFont());
    const tables = font.readUInt16BE(4);
    const tags = Array.from({ length: tables }, (_, i) => font.toString('latin1', 12 + 16 * i, 16 + 16 * i));
    expect(tags).toEqual(['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp']);
  });
});
