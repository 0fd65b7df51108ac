/** PDFs written by hand for tests: what a library would not write, byte for byte. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** Body of one object, without `obj` and `endobj`. */
export type PdfObject = string | Buffer;

export const stream = (data: string | Buffer, dict = ''): Buffer => {
  const body = Buffer.from(data);
  return Buffer.concat([
    Buffer.from(`<<${dict}/Length ${body.length}>>stream\n`),
    body,
    Buffer.from('\nendstream'),
  ]);
};

/** Objects are numbered from 1; the first is the catalogue. */
export function pdfFile(objects: readonly PdfObject[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const push = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  objects.forEach((object, i) => {
    offsets.push(length);
    push(Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]));
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const xref = length;
  push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}`));
  push(
    Buffer.from(`trailer<</Root 1 0 R/Size ${objects.length + 1}${trailer}>>\nstartxref\n${xref}\n%%EOF\n`),
  );
  return Buffer.concat(parts);
}

export interface OnePage {
  readonly content: string | Buffer;
  /** Inside the page's dictionary: `/Rotate 90`, `/CropBox[...]`. */
  readonly page?: string;
  /** Inside /Resources, beside Helvetica as /F1. */
  readonly resources?: string;
  /** Objects from number 6 on. */
  readonly more?: readonly PdfObject[];
  /** Inside the catalogue. */
  readonly catalog?: string;
  readonly trailer?: string;
  readonly mediaBox?: string;
}

/** A page of 300 x 400 points with Helvetica as /F1. */
export function onePagePdf(options: OnePage): Buffer {
  const { content, page = '', resources = '', more = [], catalog = '', trailer = '' } = options;
  return pdfFile(
    [
      `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      `<</Type/Page/Parent 2 0 R/MediaBox[${options.mediaBox ?? '0 0 300 400'}]${page}` +
        `/Resources<</Font<</F1 4 0 R>>${resources}>>/Contents 5 0 R>>`,
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
      stream(content),
      ...more,
    ],
    trailer,
  );
}

/** One page with a line in a CJK font that is named and not embedded. */
export function cjkPdf(font: { name: string; encoding: string; ordering: string }, text: string): Buffer {
  const hex = [...text].map((char) => char.charCodeAt(0).toString(16).padStart(4, '0')).join('');
  const content = `BT /F2 24 Tf 50 200 Td <${hex}> Tj ET`;
  return pdfFile([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Resources<</Font<</F2 4 0 R>>>>/Contents 7 0 R>>',
    `<</Type/Font/Subtype/Type0/BaseFont/${font.name}/Encoding/${font.encoding}/DescendantFonts[5 0 R]>>`,
    `<</Type/Font/Subtype/CIDFontType0/BaseFont/${font.name}/DW 1000/FontDescriptor 6 0 R` +
      `/CIDSystemInfo<</Registry(Adobe)/Ordering(${font.ordering})/Supplement 2>>>>`,
    `<</Type/FontDescriptor/FontName/${font.name}/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0` +
      '/Ascent 880/Descent -120/CapHeight 700/StemV 80>>',
    stream(content),
  ]);
}

/** A content stream that holds `bytes` of white space and takes a few hundred in the file. */
export function flateBombPdf(bytes: number): Buffer {
  const data = deflateSync(deflateSync(Buffer.alloc(bytes, ' ')));
  return pdfFile([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R>>',
    stream(data, '/Filter[/FlateDecode/FlateDecode]'),
  ]);
}

/** Forms that draw forms: ten of each, `depth` deep, a line of text at the end. */
export function billionLaughsPdf(depth: number): Buffer {
  const first = 6;
  const forms = Array.from({ length: depth }, (_, i) => {
    const last = i === depth - 1;
    const content = last ? '0 0 10 10 re f' : '/X Do '.repeat(10);
    const resources = last ? '' : `/Resources<</XObject<</X ${first + i + 1} 0 R>>>>`;
    return stream(content, `/Type/XObject/Subtype/Form/BBox[0 0 300 400]${resources}`);
  });
  return onePagePdf({ content: '/X Do', resources: `/XObject<</X ${first} 0 R>>`, more: forms });
}

const padding = Buffer.from('28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A', 'hex');
const padded = (password: string): Buffer => Buffer.concat([Buffer.from(password), padding]).subarray(0, 32);
const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();

/** An empty page under a user password, encrypted as PDF 1.7, 7.6 has it for 40-bit RC4. */
export function encryptedPdf(password: string): Buffer {
  const id = Buffer.alloc(16, 7);
  const owner = rc4(md5(padded('owner')).subarray(0, 5), padded(password));
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
  const key = md5(Buffer.concat([padded(password), owner, permissions, id])).subarray(0, 5);
  const user = rc4(key, padding);
  const encrypt = `<</Filter/Standard/V 1/R 2/P -4/O<${owner.toString('hex')}>/U<${user.toString('hex')}>>>`;
  return onePagePdf({
    content: '',
    trailer: `/Encrypt ${encrypt}/ID[<${id.toString('hex')}><${id.toString('hex')}>]`,
  });
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const s = Array.from({ length: 256 }, (_, i) => i);
  const at = (i: number): number => s[i] ?? 0;
  const swap = (i: number, j: number) => {
    [s[i], s[j]] = [at(j), at(i)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) % 256;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return data.map((byte) => {
    i = (i + 1) % 256;
    j = (j + at(i)) % 256;
    swap(i, j);
    return byte ^ at((at(i) + at(j)) % 256);
  }) as Buffer;
}
