/** Width and height of an image from its first bytes, px. Decodes nothing. */
import type { Body, Span } from './body.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Bytes of base64 that hold the size of a PNG, of nearly every image, and of those with a long preamble (EXIF, colour profile). */
const headBytes = [64, 2_048, 131_072] as const;

const comma = 0x2c;

/** Of a data URI within a body; null where it cannot be told. */
export function embeddedImageSize(body: Body, { start, end }: Span): ImageSize | null {
  const from = body.indexOf(comma, start, Math.min(end, start + 128)) + 1;
  if (from === 0) return null;
  for (const length of headBytes) {
    // Node's base64 reader skips the backslashes of `\/`.
    const head = Buffer.from(body.text('latin1', from, Math.min(end, from + length)), 'base64');
    const size = imageSize(head);
    if (size !== null) return size;
    if (from + length >= end) break;
  }
  return null;
}

/** Null for formats that it does not know, and where the bytes end before the size. */
export function imageSize(bytes: Buffer): ImageSize | null {
  if (bytes.length < 30) return null;
  const magic = bytes.toString('latin1', 0, 4);
  if (magic === '\x89PNG') return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (magic.startsWith('\xff\xd8')) return jpegSize(bytes);
  if (magic === 'GIF8') return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (magic.startsWith('BM'))
    return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
  if (magic === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return webpSize(bytes);
  return null;
}

/** Markers of frames, except those of tables and arithmetic coding that share their range. */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function jpegSize(bytes: Buffer): ImageSize | null {
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) at += 1;
    else if (isStartOfFrame(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    } else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function webpSize(bytes: Buffer): ImageSize | null {
  const format = bytes.toString('latin1', 12, 16);
  if (format === 'VP8 ')
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (format === 'VP8X') return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  if (format !== 'VP8L') return null;
  const packed = bytes.readUInt32LE(21);
  return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
}
