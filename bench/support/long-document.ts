/** A PDF of as many pages as asked, made on the spot: running header, heading, two columns of text, a ruled table, lines. Cheap to draw, no pictures. */
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';

/** Points; small pages keep a thousand of them affordable on two cores. */
const width = 420;
const height = 595;

const sentences = [
  'The harbour light was mended on a Tuesday and failed again on the Friday after.',
  'Nobody counted the boats that came in during the night, but the quay was full by six.',
  'A clean piece of copper and a quarter of an hour would have put it right.',
  'The tide table hangs beside the door, and somebody has drawn a fish on it.',
  'Every sample is split, and the second half goes to the laboratory of the college.',
];

interface Fonts {
  readonly text: PDFFont;
  readonly bold: PDFFont;
}

const drawColumn = (page: PDFPage, fonts: Fonts, x: number, number: number): void => {
  const text = Array.from({ length: 5 }, (_, i) => sentences[(number + i) % sentences.length]).join(' ');
  page.drawText(text, { x, y: height - 110, size: 9, lineHeight: 12, maxWidth: 165, font: fonts.text });
};

const drawTable = (page: PDFPage, fonts: Fonts, number: number): void => {
  for (let row = 0; row < 5; row += 1) {
    const y = 150 - row * 20;
    page.drawLine({ start: { x: 40, y: y + 14 }, end: { x: 380, y: y + 14 }, thickness: 0.7 });
    for (let column = 0; column < 4; column += 1) {
      const value = row === 0 ? `Quarter ${column + 1}` : ((number * 31 + row * 7 + column) % 997).toString();
      page.drawText(value, { x: 46 + column * 85, y, size: 9, font: row === 0 ? fonts.bold : fonts.text });
    }
  }
};

const drawPage = (page: PDFPage, fonts: Fonts, number: number): void => {
  page.drawText('Harbour log', {
    x: 40,
    y: height - 30,
    size: 8,
    font: fonts.text,
    color: rgb(0.3, 0.3, 0.3),
  });
  page.drawText(String(number + 1), { x: width / 2, y: 24, size: 8, font: fonts.text });
  page.drawText(`${number + 1}. Entry for day ${number + 1}`, {
    x: 40,
    y: height - 75,
    size: 14,
    font: fonts.bold,
  });
  drawColumn(page, fonts, 40, number);
  drawColumn(page, fonts, 215, number + 2);
  drawTable(page, fonts, number);
};

export const longDocument = async (pages: number): Promise<Buffer> => {
  const document = await PDFDocument.create();
  const fonts = {
    text: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
  };
  for (let number = 0; number < pages; number += 1)
    drawPage(document.addPage([width, height]), fonts, number);
  return Buffer.from(await document.save());
};
