/**
 * Windows bitmaps, which libvips does not read: 1, 4, 8, 16, 24 and 32 bits a pixel, uncompressed or with bit fields.
 * Run-length compressed ones (rare, 4 and 8 bits only) are refused. Alpha is ignored, as most writers leave it at 0.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RectoError } from '@recto/contracts';
import type { PageSize } from '../page.ts';

export interface BmpHeader {
  readonly size: PageSize;
  readonly topDown: boolean;
  readonly bitsPerPixel: number;
  /** Offset of the first stored row and bytes of each. */
  readonly pixels: number;
  readonly stride: number;
  /** RGB triples; empty above 8 bits a pixel. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Bit masks of red, green and blue; used for 16 and 32 bits a pixel. */
  readonly masks: readonly [number, number, number];
}

const compressionNone = 0;
const compressionBitFields = 3;
const compressionAlphaBitFields = 6;

/** Throws `file.broken`, also when rows are missing, and `file.type_unsupported` for run-length compression. */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    return parseHeader(view);
  } catch (error) {
    if (error instanceof RectoError) throw error;
    throw new RectoError('file.broken', { cause: error }); // RangeError: a field lies beyond the end
  }
}

function parseHeader(view: DataView): BmpHeader {
  const headerSize = view.getUint32(14, true);
  const core = headerSize === 12;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(core ? 24 : 28, true);
  const compression = core ? compressionNone : view.getUint32(30, true);
  const bitFields = compression === compressionBitFields || compression === compressionAlphaBitFields;

  if (compression !== compressionNone && !bitFields) throw new RectoError('file.type_unsupported');
  if (![1, 4, 8, 16, 24, 32].includes(bitsPerPixel)) throw new RectoError('file.broken');
  if (width <= 0 || signedHeight === 0) throw new RectoError('file.broken');

  const height = Math.abs(signedHeight);
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const pixels = view.getUint32(10, true);
  if (pixels + stride * height > view.byteLength) throw new RectoError('file.broken');
  return {
    size: { width, height },
    topDown: signedHeight < 0,
    bitsPerPixel,
    pixels,
    stride,
    palette: bitsPerPixel <= 8 ? readPalette(view, headerSize, bitsPerPixel) : [],
    masks: readMasks(view, bitsPerPixel, bitFields),
  };
}

function readPalette(view: DataView, headerSize: number, bitsPerPixel: number) {
  const core = headerSize === 12;
  const entrySize = core ? 3 : 4;
  const used = core ? 0 : view.getUint32(46, true);
  const count = used === 0 ? 2 ** bitsPerPixel : Math.min(used, 2 ** bitsPerPixel);
  return Array.from({ length: count }, (_, i) => {
    const at = 14 + headerSize + i * entrySize;
    return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)] as const;
  });
}

/** The masks follow a header of 40 bytes and are part of longer ones: at the same place either way. */
function readMasks(view: DataView, bitsPerPixel: number, bitFields: boolean): BmpHeader['masks'] {
  if (bitFields) return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)];
  return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
}

/** About 5 ms of work; then others have their turn on the event loop. */
const pixelsPerTurn = 1_000_000;

/** Fills `data` with RGB. Rejects with the signal's reason when it fires. */
export async function decodeBmp(
  bytes: Uint8Array,
  header: BmpHeader,
  data: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const { width, height } = header.size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const readRow = rowReader(view, header);
  const rowsPerTurn = Math.ceil(pixelsPerTurn / width);
  for (let row = 0; row < height; row++) {
    if (row % rowsPerTurn === rowsPerTurn - 1) {
      await nextTurn();
      signal.throwIfAborted();
    }
    const stored = header.topDown ? row : height - 1 - row;
    readRow(header.pixels + stored * header.stride, data.subarray(row * width * 3, (row + 1) * width * 3));
  }
}

/** Reads the stored row at `from` into RGB. */
type RowReader = (from: number, into: Uint8Array) => void;

function rowReader(view: DataView, header: BmpHeader): RowReader {
  const { bitsPerPixel } = header;
  if (bitsPerPixel <= 8) return paletteRow(view, header);
  if (bitsPerPixel !== 24) return maskedRow(view, header);
  return (from, into) => {
    for (let i = 0; i < into.length; i += 3) {
      into[i] = view.getUint8(from + i + 2);
      into[i + 1] = view.getUint8(from + i + 1);
      into[i + 2] = view.getUint8(from + i);
    }
  };
}

function paletteRow(view: DataView, { bitsPerPixel, palette }: BmpHeader): RowReader {
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  const black = [0, 0, 0] as const;
  return (from, into) => {
    for (let x = 0; x * 3 < into.length; x++) {
      const shift = 8 - bitsPerPixel * ((x % perByte) + 1);
      const index = (view.getUint8(from + Math.floor(x / perByte)) >> shift) & mask;
      into.set(palette[index] ?? black, x * 3);
    }
  };
}

function maskedRow(view: DataView, { bitsPerPixel, masks }: BmpHeader): RowReader {
  const bytesPerPixel = bitsPerPixel / 8;
  const channels = masks.map(channelOf);
  return (from, into) => {
    for (let x = 0; x * 3 < into.length; x++) {
      const at = from + x * bytesPerPixel;
      const value = bytesPerPixel === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
      channels.forEach((channel, i) => {
        into[x * 3 + i] = channel(value);
      });
    }
  };
}

/** The bits under a mask, stretched to 0..255. */
function channelOf(mask: number): (value: number) => number {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return (value) => (max === 0 ? 0 : Math.round((((value & mask) >>> shift) * 255) / max));
}
