import type { Raster } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { fitToGrids } from './fit-to-grids.ts';
import { findInk } from './ink-task.ts';
import type { Piece } from './piece.ts';

const [width, height] = [700, 900];

function drawing(): { page: Raster; fill: (box: Box) => void } {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(255);
  return {
    page: { width, height, data },
    fill: ([x0, y0, x1, y1]) => {
      for (let y = y0; y < y1; y++) data.fill(0, (y * width + x0) * 3, (y * width + x1) * 3);
    },
  };
}

const columns = [100, 250, 400, 550];
const rows = [100, 140, 180, 220, 260, 300];

describe('findInk', () => {
  it('finds a ruled table by its rulings', () => {
    const { page, fill } = drawing();
    for (const y of rows) fill([100, y, 552, y + 2]);
    for (const x of columns) fill([x, 100, x + 2, 302]);
    expect(findInk({ raster: page }).grids).toEqual([[100, 100, 552, 302]]);
  });

  it('finds the table whose cells have borders of their own', () => {
    const { page, fill } = drawing();
    for (let y = 100; y < 300; y += 40) {
      for (let x = 100; x < 550; x += 150) {
        fill([x, y, x + 146, y + 1]);
        fill([x, y + 36, x + 146, y + 37]);
        fill([x, y, x + 1, y + 37]);
        fill([x + 146, y, x + 147, y + 37]);
      }
    }
    expect(findInk({ raster: page }).grids).toEqual([[100, 100, 547, 297]]);
  });

  it('takes neither a framed form nor the boxes of a flow chart for a table', () => {
    const { page, fill } = drawing();
    for (const y of [100, 300]) fill([100, y, 552, y + 2]);
    for (const x of [100, 550]) fill([x, 100, x + 2, 302]);
    for (const y of [140, 180, 220, 260]) fill([160, y, 500, y + 1]);
    for (const x of [100, 400]) {
      for (const y of [400, 500, 600]) {
        for (const edge of [y, y + 60]) fill([x, edge, x + 150, edge + 2]);
        for (const edge of [x, x + 148]) fill([edge, y, edge + 2, y + 60]);
        fill([x + 70, y + 60, x + 72, y + 100]);
      }
    }
    expect(findInk({ raster: page }).grids).toEqual([]);
  });

  it('reads lines inside frames', () => {
    const { page, fill } = drawing();
    for (const y of [100, 200]) fill([100, y, 552, y + 2]);
    for (const x of [100, 550]) fill([x, 100, x + 2, 202]);
    for (const y of [120, 145, 170]) {
      for (let x = 104; x < 540; x += 6) if (x % 42 < 34) fill([x, y, x + 3, y + 12]);
    }
    const { lines } = findInk({ raster: page });
    expect(lines.map(([, top, , bottom]) => [top, bottom])).toEqual([
      [120, 132],
      [145, 157],
      [170, 182],
    ]);
  });
});

describe('fitToGrids', () => {
  const grid: Box = [100, 100, 500, 400];
  const table = (box: Box): Piece => ({ label: 'table', score: 0.7, box, lines: [] });
  const print = Array.from({ length: 8 }, (_, i): Box => [120, 110 + i * 30, 300, 125 + i * 30]);

  it('gives a table the outline of its rulings', () => {
    expect(fitToGrids([table([110, 220, 480, 410])], [grid], print)).toEqual([table(grid)]);
  });

  it('leaves two tables in one grid, and a grid that is a picture', () => {
    const two = [table([110, 110, 480, 200]), table([110, 220, 480, 390])];
    expect(fitToGrids(two, [grid], print)).toEqual(two);
    const plan: Piece = { ...table([90, 90, 510, 410]), label: 'image' };
    expect(fitToGrids([plan], [grid], print)).toEqual([plan]);
  });

  it('makes a table of a grid with print in it, not of an empty one', () => {
    expect(fitToGrids([], [grid], print)).toMatchObject([{ label: 'table', box: grid }]);
    expect(fitToGrids([], [grid], [])).toEqual([]);
  });
});
