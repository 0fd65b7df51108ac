import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentOpener } from './open-document.ts';
import { pixel } from './raster.fixture.ts';

const signal = new AbortController().signal;
const opener = createDocumentOpener({ pdfWorkers: 1 });
afterAll(() => opener.close());

const red = { r: 255, g: 0, b: 0 };
const plain = (width: number, height: number, background: object = red) =>
  sharp({ create: { width, height, channels: 3, background } });

async function render(bytes: Uint8Array) {
  const document = await opener.open({ bytes, signal });
  return (await document.renderPage(0, { textLayer: true, signal })).raster;
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  );

describe('an image', () => {
  it.each([
    ['jpeg', plain(8, 6).jpeg()],
    ['png', plain(8, 6).png()],
    ['gif', plain(8, 6).gif()],
    ['webp', plain(8, 6).webp({ lossless: true })],
    ['avif', plain(8, 6).avif({ quality: 100 })],
    ['tiff', plain(8, 6).tiff()],
  ])('in %s is one page of RGB', async (_kind, image) => {
    const document = await opener.open({ bytes: await image.toBuffer(), signal });
    expect(document.pageCount).toBe(1);
    expect(document.pageSize(0)).toEqual({ width: 8, height: 6 });
    const { raster, textLayer } = await document.renderPage(0, { textLayer: true, signal });
    expect(textLayer).toBeNull();
    expect(raster.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(raster.data.length).toBe(8 * 6 * 3);
    const [r = 0, g = 0, b = 0] = pixel(raster, 4, 3);
    expect(r > 240 && g < 15 && b < 15).toBe(true);
  });

  it('is turned as its EXIF orientation says', async () => {
    const bytes = await plain(8, 6).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const document = await opener.open({ bytes, signal });
    expect(document.pageSize(0)).toEqual({ width: 6, height: 8 });
    const { raster } = await document.renderPage(0, { textLayer: false, signal });
    expect([raster.width, raster.height]).toEqual([6, 8]);
  });

  it('has its transparency laid on white', async () => {
    const bytes = await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(pixel(await render(bytes), 1, 1)).toEqual([255, 255, 255]);
  });

  it('of 16 bits or of one channel becomes 8-bit RGB', async () => {
    const grey16 = await sharp(Buffer.alloc(4 * 4 * 2, 0x80), {
      raw: { width: 4, height: 4, channels: 1, depth: 'ushort' } as never,
    })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const [r = 0, g, b] = pixel(await render(grey16), 1, 1);
    expect(Math.abs(r - 0x80)).toBeLessThanOrEqual(1);
    expect([g, b]).toEqual([r, r]);
  });

  it('in CMYK becomes RGB', async () => {
    const bytes = await plain(8, 8, { r: 255, g: 255, b: 255 }).toColourspace('cmyk').jpeg().toBuffer();
    const values = pixel(await render(bytes), 4, 4);
    expect(values).toHaveLength(3);
    expect(Math.min(...values)).toBeGreaterThan(240);
  });

  it('with the wrong declared type is what its bytes say', async () => {
    const document = await opener.open({ bytes: await plain(4, 4).png().toBuffer(), type: 'pdf', signal });
    expect(document.type).toBe('image');
  });
});

describe('an image that cannot be read', () => {
  it('is refused from its header when it is too large', async () => {
    const bytes = await plain(1, 1).png().toBuffer();
    bytes.writeUInt32BE(100_000, 16);
    bytes.writeUInt32BE(100_000, 20);
    expect(await failure(opener.open({ bytes, signal }))).toBe('image.too_many_pixels');
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff'] as const)('as %s cut short is broken', async (format) => {
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251));
    const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    expect(await failure(render(whole))).toBe('done');
    expect(await failure(render(whole.subarray(0, whole.length / 2)))).toBe('file.broken');
  });

  it('of a kind that libvips lacks is unsupported', async () => {
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    expect(await failure(opener.open({ bytes: heic, signal }))).toBe('file.type_unsupported');
  });

  it('that is nothing known is broken when declared and undetermined when not', async () => {
    const bytes = Buffer.from('<html></html>');
    expect(await failure(opener.open({ bytes, type: 'image', signal }))).toBe('file.broken');
    expect(await failure(opener.open({ bytes, signal }))).toBe('file.type_undetermined');
  });
});

describe('a TIFF of many pages', () => {
  // libvips writes pages of one size from one tall image.
  const pages = (count: number) =>
    sharp(
      Buffer.from(Array.from({ length: 8 * 6 * count * 3 }, (_, i) => Math.floor(i / (8 * 6 * 3)) * 50)),
      {
        raw: { width: 8, height: 6 * count, channels: 3, pageHeight: 6 },
      },
    )
      .tiff()
      .toBuffer();

  it('is rendered page by page', async () => {
    const document = await opener.open({ bytes: await pages(3), signal });
    expect(document).toMatchObject({ type: 'tiff', pageCount: 3 });
    for (const index of [2, 0, 1]) {
      expect(document.pageSize(index)).toEqual({ width: 8, height: 6 });
      const { raster } = await document.renderPage(index, { textLayer: false, signal });
      expect(pixel(raster, 3, 3)).toEqual([index * 50, index * 50, index * 50]);
    }
    expect(() => document.pageSize(3)).toThrow(RangeError);
  });

  it('is held to the limits of pages and pixels', async () => {
    const strict = createDocumentOpener({ pdfWorkers: 1, limits: { maxPages: 2, maxPixelsPerImage: 40 } });
    expect(await failure(strict.open({ bytes: await pages(3), signal }))).toBe('image.too_many_pixels');
    const few = createDocumentOpener({ pdfWorkers: 1, limits: { maxPages: 2 } });
    expect(await failure(few.open({ bytes: await pages(3), signal }))).toBe('file.too_many_pages');
  });
});
