/** A born-digital table from its own words and rulings: nothing is guessed but the structure. */
import type { TextWord } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { tableStructure } from '@recto/native-ocr';
import type { Crop } from '../block.ts';
import { otslToHtml } from '../cleanup/otsl.ts';
import { cropRaster } from '../prepare/crop.ts';

/** HTML, or null where no table can be told from the words. */
export function tableFromWords(words: readonly TextWord[], page: Crop, table: Box): string | null {
  // The structure is told in the frame of the page; a turned table goes to the engine.
  if (words.some((word) => word.angle !== 0)) return null;
  const [left, top] = table.map(Math.trunc) as unknown as Box;
  const otsl = tableStructure({
    words: words.map(({ text, box }) => ({
      text,
      box: [box[0] - left, box[1] - top, box[2] - left, box[3] - top],
    })),
    raster: cropRaster(page, table),
  });
  const html = otsl === null ? '' : otslToHtml(otsl);
  return html === '' ? null : html;
}
