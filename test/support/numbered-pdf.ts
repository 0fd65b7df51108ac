/** A PDF whose pages say which they are. */
import { PDFDocument, StandardFonts } from 'pdf-lib';

/** "This is the page of number N", from 1, in large print. */
export async function numberedPdf(pages: number): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number += 1) {
    const page = pdf.addPage([300, 200]);
    page.drawText(`This is the page of number ${number}`, { x: 20, y: 120, size: 14, font });
    page.drawText('and it says so in two lines.', { x: 20, y: 100, size: 14, font });
  }
  return new Uint8Array(await pdf.save());
}
