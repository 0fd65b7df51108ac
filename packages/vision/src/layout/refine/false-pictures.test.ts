import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { withoutFalsePictures } from './false-pictures.ts';
import type { Piece } from './piece.ts';

const size = { width: 1000, height: 600 };
const card: Piece = { label: 'image', score: 0.65, box: [20, 100, 980, 560], lines: [] };
/** So many lines of print on the card, each of this height. */
const lines = (count: number, height = 24): Box[] =>
  Array.from({ length: count }, (_, i) => [100, 120 + 30 * i, 700, 120 + 30 * i + height]);

const left = (piece: Piece, print: readonly Box[]) => withoutFalsePictures([piece], print, size);

describe('a picture that is the document', () => {
  it('is none where it is large, unsure and full of print', () => {
    expect(left(card, lines(14))).toEqual([]);
    expect(left({ ...card, label: 'chart' }, lines(14))).toEqual([]);
  });

  it.each<[string, Piece, readonly Box[]]>([
    ['it is sure', { ...card, score: 0.9 }, lines(14)],
    [
      'it is small',
      { ...card, box: [20, 100, 420, 560] },
      lines(14).map(([, y0, , y1]) => [30, y0, 400, y1]),
    ],
    ['it has few lines', card, lines(8, 60)],
    ['its lines are thin', card, lines(14, 4)],
    ['its print is beside it', card, lines(14).map(([x0, y0, x1, y1]) => [x0, y0 + 600, x1, y1 + 600])],
    ['it is a table', { ...card, label: 'table' }, lines(14)],
  ])('stays where %s', (_, piece, print) => {
    expect(left(piece, print)).toEqual([piece]);
  });
});
