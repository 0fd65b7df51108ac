/** What the clients of a soak send: documents and pictures of many sizes, and bodies that nobody can make anything of. */
import { createDocumentOpener } from '@recto/documents';
import sharp from 'sharp';
import { longDocument } from '../support/long-document.ts';

export interface Inputs {
  /** PDFs by their number of pages. */
  readonly pdfs: ReadonlyMap<number, Buffer>;
  /** PNG, JPEG and TIFF. */
  readonly images: readonly Buffer[];
  readonly bad: readonly BadInput[];
}

export interface BadInput {
  readonly name: string;
  readonly contentType: string;
  readonly body: Buffer;
}

export const pageCounts = [1, 2, 3, 5, 8, 13, 21, 40] as const;
/** Of the width that a page is rendered with. */
const imageWidths = [0.5, 0.8, 1, 1.3] as const;

export async function makeInputs(): Promise<Inputs> {
  const pdfs = new Map<number, Buffer>();
  for (const pages of pageCounts) pdfs.set(pages, await longDocument(pages));
  const pdf = pdfs.get(5) as Buffer;
  return { pdfs, images: await picturesOf(pdf), bad: badInputs(pdf) };
}

async function picturesOf(pdf: Buffer): Promise<Buffer[]> {
  const opener = createDocumentOpener({ pdfWorkers: 1 });
  const { signal } = new AbortController();
  const document = await opener.open({ bytes: pdf, type: 'pdf', signal });
  const images: Buffer[] = [];
  for (const [index, share] of imageWidths.entries()) {
    const { raster } = await document.renderPage(index, { textLayer: false, signal });
    const { data, width, height } = raster;
    const picture = () =>
      sharp(data, { raw: { width, height, channels: 3 } }).resize({ width: Math.round(width * share) });
    images.push(
      await picture().png().toBuffer(),
      await picture().jpeg().toBuffer(),
      await picture().tiff().toBuffer(),
    );
  }
  await document.close();
  await opener.close();
  return images;
}

const json = (value: unknown): Pick<BadInput, 'contentType' | 'body'> => ({
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
});

/** Each is the caller's mistake: the answer is a 4xx that says which. */
function badInputs(pdf: Buffer): BadInput[] {
  const file = pdf.toString('base64');
  return [
    { name: 'no JSON', contentType: 'application/json', body: Buffer.from('{"file": "abc') },
    { name: 'no file', ...json({}) },
    { name: 'wrong type', ...json({ file, useLayoutDetection: 'perhaps' }) },
    { name: 'pages that are not there', ...json({ file, pages: '900-' }) },
    {
      name: 'a text file',
      contentType: 'application/pdf',
      body: Buffer.from('once upon a time '.repeat(50)),
    },
    { name: 'the beginning of a PDF', contentType: 'application/pdf', body: pdf.subarray(0, 200) },
    { name: 'noise', contentType: 'image/png', body: Buffer.alloc(50_000, 'x9?') },
    { name: 'an empty body', contentType: 'application/pdf', body: Buffer.alloc(0) },
    { name: 'a private address', ...json({ file: 'http://127.0.0.1:9/secret.pdf' }) },
  ];
}
