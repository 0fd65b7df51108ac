/** `pdf`: page images with invisible text at the recognised places, so that a scan can be searched and copied from. */
import { RectoError } from '@recto/contracts';
import { JpegEmbedder, type PDFContext, PDFHexString, type PDFRef, PDFString } from 'pdf-lib';
import type { ExportPage, ExportPages } from '../export-page.ts';
import { advance, ascent, descent, glyphlessFont } from './glyphless-font.ts';
import { createSignCodes, placedOperators, type SignCodes, toUnicodeMap } from './invisible-text.ts';
import { createObjectWriter } from './object-writer.ts';

/** Pages are rendered at 144 pixels per inch. */
const pointsPerPixel = 0.5;
/** Points; readers refuse larger pages. */
const longestSide = 14_400;

/** Throws RectoError export.not_available for a page without its image. */
export async function* pdfExport(pages: ExportPages): AsyncGenerator<Uint8Array> {
  const writer = createObjectWriter();
  const { context } = writer;
  const [catalog, tree, font] = [context.nextRef(), context.nextRef(), context.nextRef()];
  const codes = createSignCodes();
  const kids: PDFRef[] = [];
  for await (const page of pages) {
    kids.push(await addPage(context, page, { tree, font, codes }));
    yield writer.flush();
  }
  addFont(context, font, codes.signs);
  context.assign(tree, context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }));
  context.assign(catalog, context.obj({ Type: 'Catalog', Pages: tree }));
  const info = context.register(context.obj({ Producer: PDFHexString.fromText('Recto') }));
  yield writer.flush();
  yield writer.finish(catalog, info);
}

interface Shared {
  readonly tree: PDFRef;
  readonly font: PDFRef;
  readonly codes: SignCodes;
}

async function addPage(
  context: PDFContext,
  page: ExportPage,
  { tree, font, codes }: Shared,
): Promise<PDFRef> {
  const { image, width, height, placed } = page;
  if (image === null) {
    throw new RectoError('export.not_available', {
      message: 'A searchable PDF needs the images of the pages: ask /layout-parsing for it',
    });
  }
  const scale = Math.min(pointsPerPixel, longestSide / Math.max(width, height));
  const [across, down] = [width * scale, height * scale];
  // A copy of its own: pdf-lib reads the buffer from its start, wherever the bytes begin in it.
  const jpeg = await JpegEmbedder.for(new Uint8Array(image));
  const picture = await jpeg.embedIntoContext(context);
  const text = placed.map((piece) => placedOperators(piece, codes, scale, down)).join('');
  const content = `q ${across} 0 0 ${down} 0 0 cm /I Do Q\nBT 3 Tr\n${text}ET\n`;
  return context.register(
    context.obj({
      Type: 'Page',
      Parent: tree,
      MediaBox: [0, 0, across, down],
      Resources: { XObject: { I: picture }, Font: { F: font } },
      Contents: context.register(context.flateStream(content)),
    }),
  );
}

function addFont(context: PDFContext, font: PDFRef, signs: readonly string[]): void {
  const BaseFont = 'RectoGlyphless';
  const file = glyphlessFont();
  const FontFile2 = context.register(context.flateStream(file, { Length1: file.byteLength }));
  const FontDescriptor = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: BaseFont,
      Flags: 4,
      FontBBox: [0, descent, advance, ascent],
      ItalicAngle: 0,
      Ascent: ascent,
      Descent: descent,
      CapHeight: ascent,
      StemV: 80,
      FontFile2,
    }),
  );
  const cidFont = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont,
      CIDSystemInfo: {
        Registry: PDFString.of('Adobe'),
        Ordering: PDFString.of('Identity'),
        Supplement: 0,
      },
      FontDescriptor,
      DW: advance,
      // Every code shows the font's one glyph.
      CIDToGIDMap: context.register(context.flateStream(new Uint8Array(2 * (signs.length + 1)))),
    }),
  );
  const ToUnicode = context.register(context.flateStream(toUnicodeMap(signs)));
  context.assign(
    font,
    context.obj({
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont,
      Encoding: 'Identity-H',
      DescendantFonts: [cidFont],
      ToUnicode,
    }),
  );
}
