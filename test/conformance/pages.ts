/** The documents that cases send. Blank pictures: the layout model of this suite finds its boxes by their brightness alone. */
import sharp from 'sharp';
import { textPdf } from '../support/documents.ts';

const picture = async (
  width: number,
  height: number,
  shade: number,
  format: 'png' | 'jpeg' | 'webp' | 'tiff',
) =>
  (await sharp({ create: { width, height, channels: 3, background: { r: shade, g: shade, b: shade } } })
    .toFormat(format)
    .toBuffer()) as Buffer;

const base64 = (bytes: Buffer) => bytes.toString('base64');

/** Five blocks: the worked example of wire.md 3.9. */
export const whitePage = base64(await picture(1000, 1400, 255, 'png'));
/** A block of nearly every class (layout-model/make.py). */
export const darkPage = base64(await picture(1000, 1400, 0, 'png'));
/** For cases that look at the request only: one small crop with layout detection off. */
export const smallPage = base64(await picture(60, 40, 255, 'png'));
export const pageOf = async (width: number, height: number): Promise<string> =>
  base64(await picture(width, height, 255, 'png'));

export const smallJpeg = await picture(60, 40, 255, 'jpeg');
export const smallWebp = await picture(60, 40, 255, 'webp');
export const smallTiff = await picture(60, 40, 255, 'tiff');
export const twoPagePdf = await textPdf(2);
