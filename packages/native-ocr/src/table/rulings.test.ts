import { describe, expect, it } from 'vitest';
import type { Gray } from '../image/gray.ts';
import { eraseRulings } from './erase-rulings.ts';
import { findRulings } from './rulings.ts';

const [width, height, letter] = [400, 200, 10];

/** Paper on which `ink` says, pixel by pixel, what is drawn. */
function draw(ink: (x: number, y: number) => number | null, paper = 255): Gray {
  const data = new Uint8Array(width * height).fill(paper);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = ink(x, y) ?? paper;
  }
  return { width, height, data };
}

const bar = (x: number, y: number, x0: number, y0: number, x1: number, y1: number) =>
  x >= x0 && x < x1 && y >= y0 && y < y1;

describe('findRulings', () => {
  it('finds lines of both directions where they stand', () => {
    const image = draw((x, y) => (bar(x, y, 20, 50, 380, 52) || bar(x, y, 200, 10, 201, 190) ? 0 : null));
    const { horizontal, vertical } = findRulings(image, letter);
    expect(horizontal).toMatchObject([{ at: 51, from: 20, to: 380 }]);
    expect(vertical).toMatchObject([{ at: 200.5, from: 10, to: 190 }]);
  });

  it('finds pale hairlines, on shaded ground too, but not the edge of the shade', () => {
    const image = draw((x, y) => (bar(x, y, 20, 80, 380, 81) ? 190 : y >= 60 && y < 120 ? 230 : null));
    expect(findRulings(image, letter).horizontal).toMatchObject([{ at: 80.5, from: 20, to: 380 }]);
  });

  it('takes dots and dashes as lines', () => {
    const dotted = draw((x, y) => (bar(x, y, 20, 50, 380, 52) && x % 4 < 2 ? 0 : null));
    expect(findRulings(dotted, letter).horizontal).toHaveLength(1);
    const dashed = draw((x, y) => (bar(x, y, 20, 50, 380, 51) && x % 12 < 8 ? 0 : null));
    expect(findRulings(dashed, letter).horizontal).toHaveLength(1);
  });

  it('follows a line that falls by a degree', () => {
    const image = draw((x, y) =>
      bar(x, y, 20, 0, 380, height) && Math.round(60 + x * 0.0175) === y ? 0 : null,
    );
    const [ruling, ...more] = findRulings(image, letter).horizontal;
    expect(more).toEqual([]);
    expect(ruling!.to - ruling!.from).toBeGreaterThan(330);
  });

  it('takes neither rows of letters nor thick bars for lines', () => {
    const text = draw((x, y) =>
      bar(x, y, 20, 50, 380, 60) && (x % 8 < 3 || y === 50 || y === 59) && x % 40 > 5 ? 0 : null,
    );
    expect(findRulings(text, letter).horizontal).toEqual([]);
    const block = draw((x, y) => (bar(x, y, 20, 50, 380, 90) ? 0 : null));
    expect(findRulings(block, letter)).toEqual({ horizontal: [], vertical: [] });
  });
});

describe('eraseRulings', () => {
  it('leaves paper where lines were, and a letter that touches one', () => {
    const ruled = (x: number, y: number) => bar(x, y, 20, 50, 380, 52) || bar(x, y, 200, 10, 201, 190);
    const touching = (x: number, y: number) => bar(x, y, 100, 30, 103, 50);
    const image = draw((x, y) => (ruled(x, y) || touching(x, y) ? 0 : null));
    const erased = eraseRulings(image, findRulings(image, letter), letter);
    expect(erased.data[51 * width + 300]).toBe(255);
    expect(erased.data[100 * width + 200]).toBe(255);
    expect(erased.data[35 * width + 101]).toBe(0);
  });

  it('leaves a line on the edge of the picture no trace', () => {
    const image = draw((x, y) => (y < 2 || y >= height - 2 || x < 2 || x >= width - 2 ? 0 : null));
    const erased = eraseRulings(image, findRulings(image, letter), letter);
    expect(erased.data.every((value) => value === 255)).toBe(true);
  });
});
