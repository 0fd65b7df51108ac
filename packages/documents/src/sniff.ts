/** What a file is, read from its first bytes. Never trusts a name, a media type or a caller's word. */

export type FileKind = 'pdf' | 'jpeg' | 'png' | 'bmp' | 'gif' | 'webp' | 'avif' | 'heic' | 'tiff';

/** Readers accept a PDF header anywhere in the first KiB (PDF 1.7, annex H.3.4.1). */
const pdfHeaderWindow = 1024;

/** The kind whose signature the bytes carry, or null. An image's signature wins over a PDF header deeper in the file. */
export function sniff(bytes: Uint8Array): FileKind | null {
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (ascii(bytes, 0, 6) === 'GIF87a' || ascii(bytes, 0, 6) === 'GIF89a') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'webp';
  if (ascii(bytes, 4, 4) === 'ftyp') return heifKind(bytes);
  if (tiffMagics.some((magic) => starts(bytes, magic))) return 'tiff';
  if (isBmp(bytes)) return 'bmp';
  if (ascii(bytes, 0, pdfHeaderWindow).includes('%PDF-')) return 'pdf';
  return null;
}

/** Brands of HEIF files that hold AV1 or HEVC (ISO/IEC 23008-12, AV1 image format). */
const avifBrands = new Set(['avif', 'avis']);
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The major brand may be the general `mif1`; then the compatible brands that follow it tell. */
function heifKind(bytes: Uint8Array): 'avif' | 'heic' | null {
  const boxSize = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const listed = ascii(bytes, 8, Math.min(boxSize, 128) - 8).match(/.{4}/gs) ?? [];
  if (listed.some((brand) => avifBrands.has(brand))) return 'avif';
  return listed.some((brand) => heicBrands.has(brand)) ? 'heic' : null;
}

/** Little- and big-endian, classic (42) and BigTIFF (43). */
const tiffMagics = [
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x49, 0x49, 0x2b, 0x00],
  [0x4d, 0x4d, 0x00, 0x2b],
];

/** Two letters are a weak signature: the size of the following header must be one that exists. */
function isBmp(bytes: Uint8Array): boolean {
  if (ascii(bytes, 0, 2) !== 'BM' || bytes.length < 26) return false;
  const headerSize = new DataView(bytes.buffer, bytes.byteOffset).getUint32(14, true);
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(headerSize);
}

const starts = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  bytes.length >= magic.length && magic.every((value, i) => bytes[i] === value);

function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
