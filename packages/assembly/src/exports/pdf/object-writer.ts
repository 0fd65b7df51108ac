/**
 * PDF objects on their way out: made with pdf-lib, written as soon as they are complete, forgotten once they are written. What
 * stays in memory is one number per object.
 */
import { PDFContext, type PDFRef } from 'pdf-lib';

export interface ObjectWriter {
  /** Where objects are made and registered. */
  readonly context: PDFContext;
  /** Header and every object that is registered and not yet written. */
  flush(): Uint8Array;
  /** Cross-reference table and trailer; everything must have been flushed. */
  finish(root: PDFRef, info: PDFRef): Uint8Array;
}

/** Bytes above 127 tell every transport that the file is binary. */
const header = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1');

export function createObjectWriter(): ObjectWriter {
  const context = PDFContext.create();
  const offsets: number[] = [];
  let position = 0;

  const taken = (pieces: readonly Uint8Array[]): Uint8Array => {
    const bytes = Buffer.concat(pieces);
    position += bytes.byteLength;
    return bytes;
  };

  return {
    context,
    flush: () => {
      const pieces: Uint8Array[] = position === 0 ? [header] : [];
      let at = position + (pieces[0]?.byteLength ?? 0);
      for (const [ref, object] of context.enumerateIndirectObjects()) {
        const body = new Uint8Array(object.sizeInBytes());
        object.copyBytesInto(body, 0);
        const written = [Buffer.from(`${ref.objectNumber} 0 obj\n`), body, Buffer.from('\nendobj\n')];
        offsets[ref.objectNumber] = at;
        at += written.reduce((sum, { byteLength }) => sum + byteLength, 0);
        pieces.push(...written);
        context.delete(ref);
      }
      return taken(pieces);
    },
    finish: (root, info) => {
      const size = context.largestObjectNumber + 1;
      const lines = Array.from({ length: size }, (_, number) => {
        const offset = offsets[number];
        return offset === undefined
          ? '0000000000 65535 f \n'
          : `${String(offset).padStart(10, '0')} 00000 n \n`;
      });
      const trailer = `trailer\n<< /Size ${size} /Root ${root.objectNumber} 0 R /Info ${info.objectNumber} 0 R >>\n`;
      const start = position;
      return taken([Buffer.from(`xref\n0 ${size}\n${lines.join('')}${trailer}startxref\n${start}\n%%EOF\n`)]);
    },
  };
}
