import type { Raster } from '@recto/documents';
import { expect, it } from 'vitest';
import { pageViews } from './views.ts';

/** White, with stripes of ink in some squares of 50 px. */
function page(width: number, height: number, inked: readonly (readonly [number, number])[]): Raster {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(255);
  for (const [column, row] of inked)
    for (let y = row * 50; y < row * 50 + 50; y++)
      if (y % 8 < 4) data.fill(0, (y * width + column * 50) * 3, (y * width + column * 50 + 50) * 3);
  return { width, height, data };
}

it('looks at the whole page, and at details only for a model that knows them', () => {
  expect(pageViews(page(200, 300, [[1, 2]]), null)).toEqual([[0, 0, 200, 300]]);
  expect(pageViews(page(200, 300, []), 0.25)).toEqual([[0, 0, 200, 300]]);
  expect(pageViews(page(1, 1, []), 0.25)).toEqual([[0, 0, 1, 1]]);
});

it('looks at squares of print in rows', () => {
  expect(
    pageViews(
      page(200, 300, [
        [3, 4],
        [0, 0],
        [1, 0],
      ]),
      0.25,
    ),
  ).toEqual([
    [0, 0, 200, 300],
    [0, 0, 50, 50],
    [50, 0, 100, 50],
    [150, 200, 200, 250],
  ]);
});

it('covers a page that squares do not divide, and looks at 24 at most', () => {
  const full = page(
    330,
    500,
    Array.from({ length: 60 }, (_, i) => [i % 6, Math.floor(i / 6)] as const),
  );
  const views = pageViews(full, 0.15);
  expect(views).toHaveLength(25);
  for (const [x0, y0, x1, y1] of views)
    expect([x0 >= 0, y0 >= 0, x1 <= 330, y1 <= 500]).toEqual([true, true, true, true]);
  const [, first] = views;
  expect(first).toEqual([0, 0, 49, 49]);
});
