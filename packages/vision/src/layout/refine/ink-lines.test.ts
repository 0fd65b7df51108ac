import type { Raster } from '@recto/documents';
import { type Box, iou } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { findInk } from './ink-task.ts';

const [width, height] = [600, 800];

/** Paper that gets darker to the right, as under a lamp. */
function paper(): Raster {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  for (let i = 0; i < width * height; i++)
    data.fill(250 - Math.round(((i % width) / width) * 90), i * 3, i * 3 + 3);
  return { width, height, data };
}

/** Strokes like those of letters: two pixels of ink, three of paper, a wider gap after every word, elsewhere on every row. */
function print({ data }: Raster, [x0, y0, x1, y1]: Box): void {
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const inked = (x - x0 + 7 * y0) % 30 < 26 && (x - x0) % 5 < 2;
      if (inked) data.fill(30, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
}

function fill({ data }: Raster, [x0, y0, x1, y1]: Box): void {
  for (let y = y0; y < y1; y++) data.fill(0, (y * width + x0) * 3, (y * width + x1) * 3);
}

const inkLines = (raster: Raster): readonly Box[] => findInk({ raster }).lines;

describe('the lines of ink', () => {
  it('finds the lines of two columns on unevenly lit paper', () => {
    const page = paper();
    const printed: Box[] = [100, 125, 150].flatMap((y): Box[] => [
      [60, y, 280, y + 12],
      [320, y, 540, y + 12],
    ]);
    for (const line of printed) print(page, line);
    const found = inkLines(page);
    expect(found).toHaveLength(6);
    for (const line of printed) expect(found.some((box) => iou(box, line) > 0.9)).toBe(true);
  });

  /** Two columns of 24 lines, and every fifth line's number in their gutter. */
  const numbered = (left: (y: number) => Box, numbers = [4, 9, 14, 19]) => {
    const page = paper();
    const rows = Array.from({ length: 24 }, (_, i) => 100 + 20 * i);
    for (const y of rows) {
      print(page, left(y));
      print(page, [320, y, 540, y + 12]);
    }
    for (const row of numbers) print(page, [294, 100 + 20 * row, 304, 112 + 20 * row]);
    return findInk({ raster: page });
  };

  it('sets line numbers in a gutter apart, which stand nearer to the column than a word does', () => {
    const { lines, lineNumbers } = numbered((y) => [60, y, 275, y + 12]);
    expect(lines).toHaveLength(48);
    expect(lineNumbers).toHaveLength(1);
    expect(iou(lineNumbers[0] as Box, [294, 180, 304, 492])).toBeGreaterThan(0.6);
  });

  it('takes no short words for line numbers that are uneven or beside nothing', () => {
    expect(numbered((y) => [60, y, 275, y + 12], [4, 6, 14, 19]).lineNumbers).toEqual([]);
    expect(numbered((y) => [20, y, 120, y + 12]).lineNumbers).toEqual([]);
  });

  it('leaves dark edges, rules, solid areas and specks alone', () => {
    const page = paper();
    fill(page, [0, 0, 600, 30]);
    fill(page, [0, 0, 20, 800]);
    fill(page, [100, 200, 500, 202]);
    fill(page, [100, 300, 300, 330]);
    fill(page, [400, 400, 404, 404]);
    expect(inkLines(page)).toEqual([]);
  });

  it('finds nothing on an empty page, however small', () => {
    expect(inkLines(paper())).toEqual([]);
    expect(inkLines({ width: 1, height: 1, data: new Uint8Array(new SharedArrayBuffer(3)) })).toEqual([]);
  });
});
