import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { fitToInk } from './fit-to-ink.ts';
import type { Piece } from './piece.ts';

const piece = (box: Box, label: Piece['label'] = 'text'): Piece => ({ label, score: 1, box, lines: [] });
const fitted = (pieces: Piece[], ink: Box[]) => fitToInk(pieces, ink).map(({ box }) => box);

describe('fitToInk', () => {
  it('takes in the end of a line that the region cuts', () => {
    expect(
      fitted(
        [piece([50, 100, 280, 140])],
        [
          [52, 102, 300, 118],
          [52, 122, 270, 144],
        ],
      ),
    ).toEqual([[50, 100, 302, 146]]);
  });

  it('grows by a few letters only, and never for a line that is not its own', () => {
    expect(fitted([piece([50, 100, 280, 140])], [[52, 102, 390, 118]])).toEqual([[50, 100, 344, 140]]);
    expect(fitted([piece([50, 100, 150, 140])], [[52, 102, 390, 118]])).toEqual([[50, 100, 150, 140]]);
  });

  it('gives a line on the border of two regions to the one that holds most of it', () => {
    expect(fitted([piece([50, 100, 300, 167]), piece([50, 167, 300, 240])], [[50, 160, 300, 180]])).toEqual([
      [50, 100, 300, 158],
      [48, 158, 302, 240],
    ]);
  });

  it('does not grow into a neighbour, nor into or out of a figure', () => {
    const column = piece([290, 100, 500, 140]);
    expect(fitted([piece([50, 100, 280, 140]), column], [[52, 102, 300, 118]])[0]).toEqual([
      50, 100, 280, 140,
    ]);
    expect(fitted([piece([50, 100, 280, 140], 'table')], [[52, 102, 300, 118]])).toEqual([
      [50, 100, 280, 140],
    ]);
  });
});
