/** What exports need of a page, while its pixels are at hand. */
import { placedTexts } from '@recto/assembly';
import { encodeSaid, encodeShown } from '../exports/export-source.ts';
import type { ReadPage } from './assemble-page.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import type { NamedPictures } from './page-element.ts';
import { markdownBlock, markdownPictures, markdownStyle } from './page-markdown.ts';

/** Encoded, ready for the spool; see export-source.ts. */
export interface ExportParts {
  readonly said: Buffer;
  readonly shown: Buffer;
}

/** Searchable PDFs are read and kept: smaller than what the answer shows. */
const pageQuality = 80;

/**
 * @param encoded the pictures of the answer, where it has some
 * Null where no export is wanted.
 */
export async function exportParts(
  read: ReadPage,
  encoded: NamedPictures | null,
): Promise<ExportParts | null> {
  const { page, recognition, settings } = read;
  if (settings.exports === null) return null;
  const blocks = recognition.blocks.map(markdownBlock);
  const withImage = settings.exports.formats.includes('pdf');
  return {
    said: encodeSaid({ blocks }),
    shown: encodeShown({
      pictures: await picturesOf(read, encoded),
      image: withImage ? await encodeJpeg(page.raster, settings.maxOutputImageSize, pageQuality) : null,
      placed: withImage ? placedOn(read) : [],
    }),
  };
}

async function picturesOf({ recognition, settings }: ReadPage, encoded: NamedPictures | null) {
  const pictures = new Map<string, Uint8Array>();
  for (const [path, crop] of markdownPictures(recognition)) {
    const known = encoded?.get(path);
    pictures.set(
      path,
      known instanceof Uint8Array ? known : await encodeJpeg(crop, settings.maxOutputImageSize),
    );
  }
  return pictures;
}

function placedOn({ page, recognition, settings }: ReadPage) {
  return placedTexts({
    raster: page.raster,
    words: page.textLayer?.words ?? [],
    blocks: recognition.blocks.map((block) => ({
      ...markdownBlock(block),
      fromTextLayer: block.source === 'text_layer',
    })),
    style: markdownStyle(settings),
  });
}
