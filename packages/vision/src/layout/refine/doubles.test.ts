import type { LayoutLabel } from '@recto/contracts';
import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutDoubles } from './doubles.ts';
import type { Piece } from './piece.ts';

const piece = (label: LayoutLabel, box: Box, score: number): Piece => ({ label, box, score, lines: [] });
const boxesOf = (pieces: readonly Piece[]) => pieces.map(({ box }) => box);

describe('withoutDoubles', () => {
  it('joins two ends of one table', () => {
    const ends = [piece('table', [10, 0, 400, 490], 0.8), piece('table', [12, 260, 400, 830], 0.7)];
    expect(boxesOf(withoutDoubles(ends))).toEqual([[10, 0, 400, 830]]);
  });

  it('leaves tables alone that only touch', () => {
    const tables = [piece('table', [10, 0, 400, 300], 0.8), piece('table', [10, 290, 400, 600], 0.7)];
    expect(withoutDoubles(tables)).toHaveLength(2);
  });

  it('keeps the surer of two text regions at one place', () => {
    const texts = [piece('text', [0, 0, 400, 200], 0.5), piece('text', [10, 10, 390, 60], 0.8)];
    expect(withoutDoubles(texts)).toEqual([texts[1]]);
  });

  it('drops a scrap of a text region that is nearly as sure', () => {
    const texts = [piece('figure_title', [0, 0, 400, 200], 0.5), piece('text', [10, 140, 390, 180], 0.6)];
    expect(withoutDoubles(texts)).toEqual([texts[0]]);
  });

  it('lets the less sure text region give way where two share lines', () => {
    const texts = [piece('text', [0, 0, 400, 200], 0.9), piece('text', [5, 150, 395, 400], 0.6)];
    expect(boxesOf(withoutDoubles(texts))).toEqual([
      [0, 0, 400, 200],
      [5, 200, 395, 400],
    ]);
  });

  it('cuts no line that only begins in the surer region, as beside a picture', () => {
    const texts = [piece('text', [0, 40, 200, 400], 0.9), piece('text', [0, 0, 400, 90], 0.6)];
    expect(withoutDoubles(texts)).toEqual(texts);
  });

  it('leaves columns and close paragraphs alone', () => {
    const texts = [
      piece('text', [0, 0, 200, 200], 0.9),
      piece('text', [190, 0, 400, 200], 0.8),
      piece('text', [0, 195, 200, 400], 0.7),
    ];
    expect(withoutDoubles(texts)).toEqual(texts);
  });

  it('keeps the frame around references and its entries', () => {
    const entries = [
      piece('reference', [0, 0, 400, 200], 0.9),
      piece('reference_content', [0, 0, 400, 190], 0.6),
    ];
    expect(withoutDoubles(entries)).toHaveLength(2);
  });

  it('keeps the surest region as it is and leaves no empty one', () => {
    const side = fc.integer({ min: 0, max: 90 });
    const box = fc.tuple(side, side, side, side).map(([x, y, w, h]): Box => [x, y, x + w + 5, y + h + 5]);
    const text = fc.tuple(box, fc.double({ min: 0.1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (drawn) => {
        const kept = withoutDoubles(drawn.map(([b, score]) => piece('paragraph_title', b, score)));
        expect(kept.every(({ box: [, y0, , y1] }) => y1 > y0)).toBe(true);
        const surest = drawn.toSorted((p, q) => q[1] - p[1])[0];
        if (surest) expect(boxesOf(kept)).toContainEqual(surest[0]);
      }),
    );
  });
});
