import type { LayoutLabel } from '@recto/contracts';
import type { Page } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { withBitmaps } from './bitmaps.ts';
import { type PageText, readPageText } from './page-text.ts';
import type { Piece } from './piece.ts';
import { pageOf, prose, typeset } from './typeset.fixture.ts';

const words = typeset(prose(10, 'L'), { x: 80, y: 900, width: 400 });

/** A page with something grey and black at these places. */
function drawn(boxes: readonly Box[]): Page {
  const page = pageOf(words);
  const { width, data } = page.raster;
  for (const [x0, y0, x1, y1] of boxes)
    for (let y = y0; y < y1; y += 1)
      data.fill(y % 9 < 4 ? 40 : 180, 3 * (y * width + x0), 3 * (y * width + x1));
  return page;
}

const piece = (label: LayoutLabel, box: Box): Piece => ({ label, score: 0.6, box, lines: [] });

function found(bitmaps: readonly Box[], pieces: readonly Piece[] = [], ink: readonly Box[] = bitmaps) {
  const page = drawn(ink);
  const text = readPageText(page) as PageText;
  return withBitmaps(pieces, bitmaps, text, page.raster).map(({ label, box }) => ({ label, box }));
}

const strips = [0, 1, 2, 3, 4, 5, 6].map((i): Box => [0, i * 200, 1000, (i + 1) * 200]);
const logo: Box = [300, 300, 420, 380];

describe('pictures that the PDF places', () => {
  it('are regions where the network saw nothing', () => {
    expect(found([logo])).toEqual([{ label: 'image', box: logo }]);
  });

  it('are page furniture in the margin', () => {
    expect(found([[80, 30, 300, 130]])).toMatchObject([{ label: 'header_image' }]);
    expect(found([[80, 1300, 300, 1380]])).toMatchObject([{ label: 'footer_image' }]);
  });

  it('leave what the network found of them as it is', () => {
    for (const label of ['image', 'table', 'display_formula'] as const)
      expect(found([logo], [piece(label, [290, 310, 420, 380])])).toEqual([
        { label, box: [290, 310, 420, 380] },
      ]);
  });

  it('take the place of their own parts', () => {
    const parts = [
      piece('chart', [200, 300, 300, 400]),
      piece('image', [420, 300, 520, 400]),
      piece('image', [700, 300, 800, 400]),
    ];
    expect(found([[190, 280, 530, 520]], parts)).toEqual([
      { label: 'image', box: [700, 300, 800, 400] },
      { label: 'image', box: [190, 280, 530, 520] },
    ]);
  });

  it('are one where they are tiles of one', () => {
    const tiles: Box[] = [
      [300, 200, 400, 300],
      [401, 200, 500, 300],
      [300, 300, 400, 380],
      [400, 301, 500, 380],
    ];
    for (const order of [tiles, tiles.toReversed()])
      expect(found(order)).toEqual([{ label: 'image', box: [300, 200, 500, 380] }]);
  });

  it.each<[string, readonly Box[], readonly Box[]]>([
    ['a ground under text', [[60, 870, 500, 1150]], [[60, 870, 500, 1150]]],
    ['a mask that shows nothing', [logo], []],
    ['a scan in strips', strips, strips],
    ['a rule', [[80, 300, 900, 322]], [[80, 300, 900, 322]]],
    ['a bullet', [[80, 300, 110, 330]], [[80, 300, 110, 330]]],
    ['beside the page', [[2000, 300, 2200, 500]], [[80, 300, 110, 330]]],
  ])('are none where a bitmap is %s', (_, bitmaps, ink) => {
    expect(found(bitmaps, [], ink)).toEqual([]);
  });

  it('give way to print that the network saw in them', () => {
    const print = piece('text', [300, 305, 420, 340]);
    expect(found([logo], [print])).toEqual([{ label: 'text', box: print.box }]);
  });

  it('are not looked for on a page that is drawn with bitmaps', () => {
    const dots = Array.from({ length: 250 }, (_, i): Box => [10 + i, 10 + 2 * i, 90 + i, 90 + 2 * i]);
    expect(found(dots)).toEqual([]);
  });
});
