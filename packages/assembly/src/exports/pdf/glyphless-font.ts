/**
 * A TrueType font whose one glyph shows nothing, for text that is found but not seen. Codes mean nothing to the font: what
 * they stand for is said in the PDF's ToUnicode map. The trick is that of Tesseract and OCRmyPDF.
 */

/** Font units. */
export const unitsPerEm = 1000;
/** Of every sign; words are stretched to their places. */
export const advance = 500;
export const ascent = 800;
export const descent = -200;

export function glyphlessFont(): Uint8Array {
  return assembled([
    ['glyf', Buffer.alloc(4)],
    ['head', head()],
    ['hhea', words(1, 0, ascent, descent, 0, advance, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)],
    ['hmtx', words(advance, 0)],
    ['loca', words(0, 0)],
    ['maxp', words(1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
  ]);
}

/** 16-bit numbers, big-endian. */
function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) buffer.writeInt16BE(value, 2 * i);
  return buffer;
}

/** Version, sums, the magic number, flags, the em, dates, a bounding box of nothing, smallest size, short offsets. */
function head(): Buffer {
  const magic = Buffer.from('5f0f3cf5', 'hex');
  const dates = Buffer.alloc(16);
  return Buffer.concat([
    words(1, 0, 1, 0, 0, 0),
    magic,
    words(0, unitsPerEm),
    dates,
    words(0, 0, 0, 0, 0, 8, 2, 0, 0),
  ]);
}

const headerBytes = 12;
const entryBytes = 16;

/** @param tables in alphabetical order */
function assembled(tables: readonly (readonly [string, Buffer])[]): Uint8Array {
  const range = 2 ** Math.floor(Math.log2(tables.length)) * 16;
  const directory = [words(1, 0, tables.length, range, Math.log2(range / 16), tables.length * 16 - range)];
  const contents: Buffer[] = [];
  let offset = headerBytes + entryBytes * tables.length;
  for (const [tag, content] of tables) {
    const padded = Buffer.concat([content, Buffer.alloc(-content.length & 3)]);
    const entry = Buffer.alloc(entryBytes);
    entry.write(tag, 'latin1');
    entry.writeUInt32BE(checksum(padded), 4);
    entry.writeUInt32BE(offset, 8);
    entry.writeUInt32BE(content.length, 12);
    directory.push(entry);
    contents.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([...directory, ...contents]);
}

function checksum(padded: Buffer): number {
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}
