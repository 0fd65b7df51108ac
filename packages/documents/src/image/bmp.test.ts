import { describe, expect, it } from 'vitest';
import { decodeBmp, readBmpHeader } from './bmp.ts';

interface Bmp {
  width: number;
  height: number;
  bitsPerPixel: number;
  compression?: number;
  /** Bytes between header and pixels: palette or masks. */
  table?: number[];
  pixels: number[];
}

function bmp({ width, height, bitsPerPixel, compression = 0, table = [], pixels }: Bmp): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + table.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bitsPerPixel, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(bitsPerPixel <= 8 ? table.length / 4 : 0, 46);
  return Buffer.concat([header, Buffer.from(table), Buffer.from(pixels)]);
}

async function decode(file: Buffer): Promise<number[]> {
  const header = readBmpHeader(file);
  const data = new Uint8Array(header.size.width * header.size.height * 3);
  await decodeBmp(file, header, data, new AbortController().signal);
  return [...data];
}

const codeOf = (file: Buffer): unknown => {
  try {
    return readBmpHeader(file);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a bitmap', () => {
  const rows24 = { bottom: [3, 2, 1, 6, 5, 4, 0, 0], top: [9, 8, 7, 12, 11, 10, 0, 0] };

  it('of 24 bits is read bottom up, or top down when its height is negative', async () => {
    const pixels = [...rows24.bottom, ...rows24.top];
    expect(await decode(bmp({ width: 2, height: 2, bitsPerPixel: 24, pixels }))).toEqual([
      7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6,
    ]);
    expect(await decode(bmp({ width: 2, height: -2, bitsPerPixel: 24, pixels }))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);
  });

  it.each([
    [1, [0b01000000, 0, 0, 0]],
    [4, [0x01, 0x00, 0, 0]],
    [8, [0, 1, 0, 0]],
  ])('of %i bits uses its palette', async (bitsPerPixel, pixels) => {
    const table = [0, 0, 255, 0, 255, 0, 0, 0];
    expect(await decode(bmp({ width: 3, height: 1, bitsPerPixel, table, pixels }))).toEqual([
      255, 0, 0, 0, 0, 255, 255, 0, 0,
    ]);
  });

  it('of 16 and 32 bits uses its masks', async () => {
    const rgb565 = [0x00, 0xf8, 0, 0, 0xe0, 0x07, 0, 0, 0x1f, 0x00, 0, 0];
    const white565 = bmp({
      width: 1,
      height: 1,
      bitsPerPixel: 16,
      compression: 3,
      table: rgb565,
      pixels: [0xe0, 0x07, 0, 0],
    });
    expect(await decode(white565)).toEqual([0, 255, 0]);
    expect(await decode(bmp({ width: 1, height: 1, bitsPerPixel: 16, pixels: [0x00, 0x7c, 0, 0] }))).toEqual([
      255, 0, 0,
    ]);
    expect(await decode(bmp({ width: 1, height: 1, bitsPerPixel: 32, pixels: [1, 2, 3, 0] }))).toEqual([
      3, 2, 1,
    ]);
  });

  it('that is damaged is refused', () => {
    const whole = bmp({ width: 2, height: 2, bitsPerPixel: 24, pixels: [...rows24.bottom, ...rows24.top] });
    expect(codeOf(whole.subarray(0, whole.length - 1))).toBe('file.broken');
    expect(codeOf(whole.subarray(0, 30))).toBe('file.broken');
    expect(codeOf(bmp({ width: 0, height: 2, bitsPerPixel: 24, pixels: [] }))).toBe('file.broken');
    expect(codeOf(bmp({ width: 2, height: 2, bitsPerPixel: 7, pixels: [] }))).toBe('file.broken');
    expect(codeOf(bmp({ width: 100_000, height: 100_000, bitsPerPixel: 24, pixels: [] }))).toBe(
      'file.broken',
    );
    expect(codeOf(bmp({ width: 2, height: 2, bitsPerPixel: 8, compression: 1, pixels: [] }))).toBe(
      'file.type_unsupported',
    );
  });
});
