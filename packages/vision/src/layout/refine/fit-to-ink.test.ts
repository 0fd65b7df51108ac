import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { fitToInk } from './fit-to-ink.ts';
import type { Piece } from './piece.ts';

const page = { width: 600, height: 800 };
const piece = (box: Box, label: Piece['label'] = 'text'): Piece => ({ label, score: 1, box, lines: [] });
const fitted = (pieces: Piece[], ink: Box[]) =>
  fitToInk(pieces, { lines: ink, lineNumbers: [] }, page).map(({ box }) => box);

describe('fitToInk', () => {
  it('takes in the ends of lines that the region cuts', () => {
    const lines: Box[] = [
      [52, 102, 330, 118],
      [52, 122, 270, 144],
    ];
    expect(fitted([piece([50, 100, 280, 140])], lines)).toEqual([[50, 100, 332, 146]]);
  });

  it('leaves a line alone of which the region holds too little, and gives it up at its edge', () => {
    const lines: Box[] = [
      [52, 102, 390, 118],
      [52, 122, 250, 138],
    ];
    expect(fitted([piece([50, 100, 260, 140])], lines)).toEqual([[50, 118, 260, 140]]);
  });

  it('gives a line on the border of two regions to the one that holds most of it', () => {
    const regions = [piece([50, 100, 300, 165]), piece([50, 165, 300, 240])];
    const lines: Box[] = [
      [50, 130, 300, 150],
      [50, 160, 300, 180],
      [50, 190, 300, 210],
    ];
    expect(fitted(regions, lines)).toEqual([
      [48, 100, 302, 160],
      [48, 158, 302, 240],
    ]);
  });

  it('parts a region where lines of another stand within', () => {
    const column = piece([300, 100, 550, 200]);
    const caption = piece([200, 95, 346, 135], 'figure_title');
    const lines: Box[] = [
      [210, 100, 345, 116],
      [350, 100, 550, 116],
      [210, 117, 345, 133],
      [350, 120, 550, 136],
      [300, 160, 550, 176],
      [300, 180, 550, 196],
    ];
    expect(fitted([column, caption], lines)).toEqual([
      [348, 98, 552, 138],
      [298, 158, 552, 198],
      [200, 95, 347, 135],
    ]);
  });

  it('leaves the lines of figures and tables to them', () => {
    const table = piece([50, 100, 280, 140], 'table');
    expect(fitted([table], [[52, 102, 300, 118]])).toEqual([table.box]);
  });

  it('drops a table that is a part of a larger text region: both are the same ink', () => {
    const form = piece([40, 90, 500, 400]);
    expect(fitted([piece([50, 100, 280, 140], 'table'), form], [])).toEqual([form.box]);
  });
});
