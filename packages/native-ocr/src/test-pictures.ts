/** Pictures that tests draw themselves, with fonts from npm packages: no test depends on what the machine has installed. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';

const require = createRequire(import.meta.url);
const fontFile = (name: string, file: string) => join(dirname(require.resolve(name)), '..', 'fonts', file);

const fonts = {
  latin: { font: 'Noto Sans', fontfile: fontFile('@embedpdf/fonts-latin', 'NotoSans-Regular.ttf') },
  han: { font: 'Noto Sans SC', fontfile: fontFile('@embedpdf/fonts-sc', 'NotoSansHans-Regular.otf') },
} as const;

export interface DrawnText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly font?: keyof typeof fonts;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
  /** Filled black rectangles `[x, y, width, height]`: rulings. */
  readonly bars?: readonly (readonly [number, number, number, number])[];
  /** White on black. */
  readonly inverted?: boolean;
  /** Of the letters; 144 makes a 10 pt letter 20 px high. */
  readonly dpi?: number;
}

/** A PNG file. */
export async function drawPicture(picture: Picture): Promise<Buffer> {
  const { width, height, texts, bars = [], inverted = false, dpi = 144 } = picture;
  const ground = { channels: 3, background: '#ffffff' } as const;
  const letters = await Promise.all(
    texts.map(async ({ text, x, y, font = 'latin' }): Promise<OverlayOptions> => {
      const input = await sharp({ text: { text, dpi, rgba: true, ...fonts[font] } })
        .png()
        .toBuffer();
      return { input, left: x, top: y };
    }),
  );
  const lines = bars.map(
    ([left, top, w, h]): OverlayOptions => ({
      input: { create: { width: w, height: h, channels: 3, background: '#000000' } },
      left,
      top,
    }),
  );
  const drawn = await sharp({ create: { width, height, ...ground } })
    .composite([...letters, ...lines])
    .png()
    .toBuffer();
  return inverted ? sharp(drawn).negate({ alpha: false }).png().toBuffer() : drawn;
}
