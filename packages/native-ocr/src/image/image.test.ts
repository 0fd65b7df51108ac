import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findBands } from './bands.ts';
import { findComponents } from './components.ts';
import { decodeImage } from './decode.ts';
import { cropGray, type Gray, histogram, otsuThreshold, toInk } from './gray.ts';
import { letterHeight } from './letter-size.ts';
import { margin, maxEnlargement, normaliseTones, prepareImage, targetLetterHeight } from './prepare.ts';
import { estimateSkew } from './skew.ts';

/** Rows of a drawing in which `#` is ink. */
const ink = (...rows: string[]) => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), (mark) => (mark === '#' ? 1 : 0)),
});

/** Paper with a grid of solid letters, `size` px high, at `angle` degrees. */
function letters({
  size,
  columns = 12,
  rows = 6,
  ink: tone = 0,
  paper = 255,
  angle = 0,
}: {
  size: number;
  columns?: number;
  rows?: number;
  ink?: number;
  paper?: number;
  angle?: number;
}): Gray {
  const [width, height] = [columns * size * 2 + size * 2, rows * size * 3 + size * 4];
  const data = new Uint8Array(width * height).fill(paper);
  const slope = Math.tan((angle * Math.PI) / 180);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = size + column * size * 2;
      const y = Math.round(size * 2 + row * size * 3 + x * slope);
      for (let dy = 0; dy < size; dy++) data.fill(tone, (y + dy) * width + x, (y + dy) * width + x + size);
    }
  }
  return { width, height, data };
}

const componentsOf = (image: Gray) => findComponents(toInk(image, otsuThreshold(histogram(image))));

describe('findComponents', () => {
  it('joins what touches, corners included, over any shape', () => {
    const found = findComponents(ink('#..#.#', '.#.#.#', '...###', '#.....'));
    expect(found.toSorted((a, b) => a.box[0] - b.box[0] || a.box[1] - b.box[1])).toEqual([
      { box: [0, 0, 2, 2], area: 2 },
      { box: [0, 3, 1, 4], area: 1 },
      { box: [3, 0, 6, 3], area: 7 },
    ]);
  });
});

describe('findBands', () => {
  it('groups rows with ink and leaves out those too low to be text', () => {
    expect(findBands(ink('....', '##..', '.#..', '....', '####', '....', '..#.', '..#.'), 2)).toEqual([
      { y0: 1, y1: 3, area: 3 },
      { y0: 6, y1: 8, area: 2 },
    ]);
  });
});

describe('letterHeight', () => {
  it('is the height that most components share', () => {
    expect(letterHeight(componentsOf(letters({ size: 9 })))).toBe(9);
    expect(letterHeight([])).toBeNull();
  });
});

describe('normaliseTones', () => {
  it('turns light on dark round', () => {
    const given = letters({ size: 8, ink: 255, paper: 0 });
    expect(normaliseTones(given).data).toEqual(letters({ size: 8 }).data);
  });

  it('stretches a narrow range of tones, and leaves bare paper alone', () => {
    expect(normaliseTones(letters({ size: 8, ink: 100, paper: 180 })).data).toEqual(
      letters({ size: 8 }).data,
    );
    const bare = { width: 2, height: 1, data: Uint8Array.of(200, 205) };
    expect(normaliseTones(bare).data).toEqual(bare.data);
  });
});

describe('prepareImage', () => {
  it('enlarges small letters to the target and adds a margin', async () => {
    const prepared = await prepareImage(letters({ size: 10 }));
    expect(prepared.scale).toBe(targetLetterHeight / 10);
    expect(prepared.image.width).toBe(260 * prepared.scale + 2 * margin);
    expect(prepared.image.data[0]).toBe(255);
  });

  it('enlarges no further than is of use, and never shrinks', async () => {
    expect((await prepareImage(letters({ size: 4 }))).scale).toBe(maxEnlargement);
    expect((await prepareImage(letters({ size: 40 }))).scale).toBe(1);
  });

  it('takes a picture without a letter', async () => {
    const blank = { width: 3, height: 2, data: new Uint8Array(6).fill(255) };
    expect(await prepareImage(blank)).toMatchObject({ blank: true, letterHeight: null, scale: 1 });
  });
});

describe('estimateSkew', () => {
  it.each([-2, -0.7, 0, 1.3])('finds %d degrees', (angle) => {
    const image = letters({ size: 10, columns: 30, rows: 8, angle });
    expect(Math.abs(estimateSkew(componentsOf(image), 10) - angle)).toBeLessThanOrEqual(0.25);
  });

  it('keeps still where too few letters could tell', () => {
    expect(estimateSkew(componentsOf(letters({ size: 10, columns: 4, rows: 1, angle: 2 })), 10)).toBe(0);
  });
});

describe('cropGray', () => {
  it('clips the box to the picture', () => {
    const image = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(cropGray(image, [1.2, -5, 9, 1])).toEqual({ width: 2, height: 1, data: Uint8Array.of(2, 3) });
  });
});

describe('decodeImage', () => {
  const png = (width: number, height: number, background: string) =>
    sharp({ create: { width, height, channels: 4, background } })
      .png()
      .toBuffer();

  it('lays transparency on white', async () => {
    expect(await decodeImage(await png(2, 1, '#00000000'), 100)).toEqual({
      width: 2,
      height: 1,
      data: Buffer.of(255, 255),
    });
  });

  it('refuses more pixels than allowed by the header alone', async () => {
    await expect(decodeImage(await png(11, 10, '#fff'), 109)).rejects.toMatchObject({
      code: 'image.too_many_pixels',
    });
    expect((await decodeImage(await png(11, 10, '#fff'), 110)).width).toBe(11);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('not a picture')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['half a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('refuses %s', async (_, bytes) => {
    await expect(decodeImage(bytes, 100)).rejects.toMatchObject({ code: 'backend.bad_image' });
  });

  it('refuses a JPEG that breaks off', async () => {
    const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#123' } })
      .jpeg()
      .toBuffer();
    await expect(decodeImage(whole.subarray(0, whole.length / 2), 10_000)).rejects.toMatchObject({
      code: 'backend.bad_image',
    });
  });
});
