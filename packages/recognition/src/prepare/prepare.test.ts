import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { blankCrop, cropRaster } from './crop.ts';
import {
  figuresInside,
  figureTokens,
  gatherFigures,
  paintTokens,
  picturePath,
  restoreFigures,
} from './figures.ts';
import { stackCrops } from './stack.ts';
import { taskImage, trimToInk } from './task-image.ts';

const inkAt = (width: number, height: number, [x0, y0, x1, y1]: Box) => {
  const raster = blankCrop(width, height);
  for (let y = y0; y < y1; y += 1) raster.data.fill(0, (y * width + x0) * 3, (y * width + x1) * 3);
  return raster;
};
/** The bounding box of what is dark. */
const inkBox = ({ data, width, height }: { data: Uint8Array; width: number; height: number }): Box => {
  const dark = Array.from({ length: width * height }, (_, i) => i).filter(
    (i) => (data[i * 3] as number) < 128,
  );
  const [xs, ys] = [dark.map((i) => i % width), dark.map((i) => Math.floor(i / width))];
  const [low, high] = [
    (values: number[]) => values.reduce((a, b) => Math.min(a, b)),
    (values: number[]) => values.reduce((a, b) => Math.max(a, b)),
  ];
  return [low(xs), low(ys), high(xs) + 1, high(ys) + 1];
};
const darkShare = ({ data }: { data: Uint8Array }) => data.filter((v) => v < 128).length / data.length;

describe('task images', () => {
  it('trims a formula to its ink, unless hardly anything would be left', async () => {
    expect(await trimToInk(inkAt(100, 50, [20, 10, 60, 30]))).toMatchObject({ width: 40, height: 20 });
    expect(await trimToInk(inkAt(100, 50, [20, 10, 22, 30]))).toMatchObject({ width: 100, height: 50 });
    expect(await trimToInk(inkAt(900, 700, [20, 300, 60, 690]))).toMatchObject({ width: 40, height: 390 });
    expect(await trimToInk(blankCrop(9, 9))).toMatchObject({ width: 9, height: 9 });
  });

  it('stretches grey values to 0..255 and takes for ink what is 200 at most', async () => {
    /** A column of each grey value. */
    const columns = (...greys: number[]) => {
      const raster = blankCrop(greys.length, 9);
      for (const [x, grey] of greys.entries())
        for (let y = 0; y < 9; y += 1)
          raster.data.fill(grey, (y * greys.length + x) * 3, (y * greys.length + x) * 3 + 3);
      return raster;
    };
    const width = async (...greys: number[]) => (await trimToInk(columns(...greys))).width;
    expect(await width(255, 200, 200, 0, 255)).toBe(3);
    expect(await width(255, 201, 201, 0, 0, 0, 255)).toBe(3);
    // 180 of 100..200 is 204 of 255; 179 is 201.45, 178 is 198.9.
    expect(await width(200, 180, 179, 100, 100, 100, 200)).toBe(3);
    expect(await width(200, 180, 178, 100, 100, 100, 200)).toBe(4);
    // 79 of 0..100 is 201.45; of 0..127, 100 is 200.79, which is cut to 200.
    expect(await width(127, 100, 0, 0, 0, 127)).toBe(4);
  });

  it('weighs colours as OpenCV does', async () => {
    const raster = inkAt(20, 9, [10, 0, 15, 9]);
    // Yellow is as bright as paper.
    for (let y = 0; y < 9; y += 1) raster.data.set([255, 230, 0], (y * 20 + 2) * 3);
    expect(await trimToInk(raster)).toMatchObject({ width: 5, height: 9 });
  });

  it('trims where both sides exceed two px', async () => {
    expect(await trimToInk(inkAt(100, 50, [20, 10, 23, 13]))).toMatchObject({ width: 3, height: 3 });
    expect(await trimToInk(inkAt(100, 50, [20, 10, 22, 13]))).toMatchObject({ width: 100 });
    expect(await trimToInk(inkAt(100, 50, [20, 10, 23, 12]))).toMatchObject({ width: 100 });
  });

  it('doubles with Lanczos, which overshoots at edges', async () => {
    const step = blankCrop(40, 40);
    step.data.fill(200);
    for (let y = 0; y < 40; y += 1) step.data.fill(50, y * 120, y * 120 + 60);
    const { data } = await taskImage(step, 'spotting');
    expect(Math.max(...data)).toBeGreaterThan(203);
    expect(Math.min(...data)).toBeLessThan(47);
  });

  it('doubles small pages for spotting only', async () => {
    expect(await taskImage(blankCrop(100, 80), 'spotting')).toMatchObject({ width: 200, height: 160 });
    expect(await taskImage(blankCrop(1499, 80), 'spotting')).toMatchObject({ width: 2998 });
    expect(await taskImage(blankCrop(1500, 80), 'spotting')).toMatchObject({ width: 1500 });
    expect(await taskImage(blankCrop(80, 1500), 'spotting')).toMatchObject({ width: 80 });
    expect(await taskImage(blankCrop(100, 80), 'ocr')).toMatchObject({ width: 100 });
  });
});

describe('stackCrops', () => {
  it('aligns as told on white', () => {
    const wide = inkAt(10, 2, [0, 0, 10, 2]);
    const narrow = inkAt(4, 2, [0, 0, 4, 2]);
    const darkColumns = (alignment: 'left' | 'right' | 'center') => {
      const lower = cropRaster(stackCrops([wide, narrow], [alignment]), [0, 2, 10, 3]);
      return [...Array(10).keys()].filter((x) => lower.data[x * 3] === 0);
    };
    expect(darkColumns('left')).toEqual([0, 1, 2, 3]);
    expect(darkColumns('right')).toEqual([6, 7, 8, 9]);
    expect(darkColumns('center')).toEqual([3, 4, 5, 6]);
  });

  it('places each crop against the picture built so far, at whole halves', () => {
    const row = (picture: { width: number; data: Uint8Array }, y: number) =>
      [...Array(picture.width).keys()].filter((x) => picture.data[(y * picture.width + x) * 3] === 0);
    const dark = (width: number) => inkAt(width, 1, [0, 0, width, 1]);
    const picture = stackCrops([dark(2), dark(3), dark(8)], ['right', 'center']);
    expect(picture).toMatchObject({ width: 8, height: 3 });
    // The second puts the first at 1; the third puts both at floor(5 / 2).
    expect([row(picture, 0), row(picture, 1)]).toEqual([
      [3, 4],
      [2, 3, 4],
    ]);
  });
});

describe('figures', () => {
  const page = inkAt(400, 300, [0, 0, 400, 300]);
  const region = (label: 'image' | 'seal' | 'chart', box: Box) => ({
    classId: 0,
    label,
    score: 1,
    box,
    order: null,
    polygon: null,
  });

  it('gathers images and seals under their paths', () => {
    const figures = gatherFigures(page, [
      region('image', [10, 20, 110, 90]),
      region('chart', [0, 0, 9, 9]),
      region('seal', [1, 2, 3, 4]),
    ]);
    expect(figures.map((f) => f.path)).toEqual([
      'imgs/img_in_image_box_10_20_110_90.jpg',
      picturePath('seal', [1, 2, 3, 4]),
    ]);
    expect(figures[0]?.crop).toMatchObject({ width: 100, height: 70 });
  });

  it('names them by whole pixels', () => {
    expect(picturePath('image', [1.9, 2.2, 30.7, 40])).toBe('imgs/img_in_image_box_1_2_30_40.jpg');
  });

  it('numbers them without the digits that are misread', () => {
    expect(figureTokens(9)).toEqual([
      '[F2]',
      '[F3]',
      '[F4]',
      '[F5]',
      '[F6]',
      '[F7]',
      '[F8]',
      '[F22]',
      '[F23]',
    ]);
  });

  it.each([
    ['a wide one', [20, 30, 320, 130]],
    ['a narrow one', [100, 10, 160, 290]],
    ['the smallest that carries one', [10, 10, 35, 35]],
  ] as [string, Box][])(
    'writes the token of %s black in its middle, nine tenths of its shorter side wide',
    async (_, box) => {
      const figures = gatherFigures(page, [region('image', box)]);
      const table: Box = [5, 5, 400, 300];
      const painted = await paintTokens(
        cropRaster(page, table),
        table,
        figuresInside(table, figures, figureTokens(1)),
      );
      const [width, height] = [box[2] - box[0], box[3] - box[1]];
      const inner: Box = [box[0] - 5, box[1] - 5, box[2] - 5, box[3] - 5];
      const [x0, y0, x1, y1] = inkBox(cropRaster(painted, inner));
      const side = Math.min(width, height);
      expect(x1 - x0).toBeGreaterThan(0.7 * side);
      expect(x1 - x0).toBeLessThanOrEqual(0.95 * side);
      expect(Math.abs(x0 + x1 - width)).toBeLessThanOrEqual(3);
      expect(Math.abs(y0 + y1 - height)).toBeLessThanOrEqual(0.12 * side);
    },
  );

  it('writes tokens of large figures no larger than ten times the letters of the font', async () => {
    const large = blankCrop(1200, 1200);
    const table: Box = [0, 0, 1200, 1200];
    const figures = gatherFigures(large, [region('image', table)]);
    const [, y0, , y1] = inkBox(
      await paintTokens(large, table, figuresInside(table, figures, figureTokens(1))),
    );
    expect(y1 - y0).toBeGreaterThan(200);
    expect(y1 - y0).toBeLessThan(280);
  });

  it('marks figures from 25 px on both sides; smaller ones only vanish', () => {
    const tokenOf = (box: Box) =>
      figuresInside([0, 0, 400, 300], gatherFigures(page, [region('image', box)]), ['[F2]'])[0]?.token;
    expect(tokenOf([0, 0, 25, 25])).toBe('[F2]');
    expect(tokenOf([0, 0, 24, 99])).toBeNull();
    expect(tokenOf([0, 0, 99, 24])).toBeNull();
    expect(tokenOf([0, 0, 400, 300])).toBe('[F2]');
    expect(tokenOf([0, 0, 401, 300])).toBeUndefined();
  });

  it('hides the figures of a table behind readable tokens and gives them back', async () => {
    const table: Box = [0, 0, 400, 300];
    const figures = gatherFigures(page, [
      region('image', [50, 50, 250, 150]),
      region('image', [300, 200, 310, 290]),
      region('image', [390, 290, 410, 310]),
    ]);
    const absorbed = figuresInside(table, figures, figureTokens(figures.length));
    expect(absorbed.map((a) => a.token)).toEqual(['[F2]', null]);
    const painted = await paintTokens(page, table, absorbed);
    expect(darkShare(cropRaster(painted, [260, 0, 400, 190]))).toBe(1);
    const known = new Map([
      ['[F2]', { path: 'imgs/a.jpg', text: '' }],
      ['[F3]', { path: 'imgs/b.jpg', text: 'seen' }],
    ]);
    const token = cropRaster(painted, [50, 50, 250, 150]);
    expect(darkShare(token)).toBeGreaterThan(0.02);
    expect(darkShare(token)).toBeLessThan(0.5);
    expect(restoreFigures('<td>[F2]</td><td>[F3]</td><td>[F9]</td>', known)).toBe(
      '<td><img src="imgs/a.jpg" alt="Image"" /></td><td><img src="imgs/b.jpg" alt="Image"" />\n\nseen\n\n</td><td>[F9]</td>',
    );
  });
});
