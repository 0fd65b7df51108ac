/** A born-digital table from its own words and rulings: nothing is guessed but the structure. */
import { tableStructure } from '@recto/native-ocr';
import type { Crop } from '../block.ts';
import { otslToHtml } from '../cleanup/otsl.ts';
import type { TableWord } from './table-reader.ts';

/** HTML, or null where no table can be told from the words. Boxes in pixels of the crop. */
export function tableFromWords(words: readonly TableWord[], crop: Crop): string | null {
  const otsl = tableStructure({ words, raster: crop });
  const html = otsl === null ? '' : otslToHtml(otsl);
  return html === '' ? null : html;
}
