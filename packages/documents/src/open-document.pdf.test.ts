import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentOpener } from './open-document.ts';
import type { Page } from './page.ts';
import {
  billionLaughsPdf,
  cjkPdf,
  encryptedPdf,
  flateBombPdf,
  onePagePdf,
  pdfFile,
  stream,
} from './pdf/pdf.fixture.ts';
import { inkIn, inkOn, pixel } from './raster.fixture.ts';

const signal = new AbortController().signal;
const opener = createDocumentOpener({ pdfWorkers: 2 });
afterAll(() => opener.close());

async function render(bytes: Uint8Array, from = opener): Promise<Page> {
  const document = await from.open({ bytes, signal });
  try {
    return await document.renderPage(0, { textLayer: true, signal });
  } finally {
    await document.close();
  }
}

const line = (text: string, x = 50, y = 300) => `BT /F1 12 Tf ${x} ${y} Td (${text}) Tj ET`;

describe('a PDF', () => {
  it('is rendered at 144 dpi, rounded up, on white', async () => {
    const document = await opener.open({
      bytes: onePagePdf({ content: '1 0 0 rg 0 0 10 10 re f', mediaBox: '0 0 300.2 400' }),
      signal,
    });
    expect(document).toMatchObject({ type: 'pdf', pageCount: 1 });
    expect(document.pageSize(0)).toEqual({ width: 601, height: 800 });
    const { raster, textLayer } = await document.renderPage(0, { textLayer: false, signal });
    expect([raster.width, raster.height, raster.data.length]).toEqual([601, 800, 601 * 800 * 3]);
    expect(raster.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(pixel(raster, 5, 795)).toEqual([255, 0, 0]);
    expect(pixel(raster, 300, 300)).toEqual([255, 255, 255]);
    expect(textLayer).toBeNull();
    await document.close();
  });

  it.each([0, 90, 180, 270])('turned by %i degrees has its words where its ink is', async (rotate) => {
    const { raster, textLayer } = await render(
      onePagePdf({
        content: line('Hello world', 60, 310),
        page: `/Rotate ${rotate}/CropBox[20 30 280 390]`,
      }),
    );
    expect([raster.width, raster.height]).toEqual(rotate % 180 === 0 ? [520, 720] : [720, 520]);
    const words = textLayer?.words ?? [];
    expect(words.map((word) => [word.text, word.angle])).toEqual([
      ['Hello', rotate],
      ['world', rotate],
    ]);
    const covered = words.reduce((sum, word) => sum + inkIn(raster, word.box), 0);
    expect(covered).toBeGreaterThan(100);
    expect(covered).toBe(inkOn(raster));
  });

  it('draws form fields and annotations', async () => {
    const appearance = stream('0 0 1 rg 0 0 100 50 re f', '/Type/XObject/Subtype/Form/BBox[0 0 100 50]');
    const { raster } = await render(
      onePagePdf({
        content: '',
        page: '/Annots[6 0 R 7 0 R]',
        catalog: '/AcroForm<</Fields[6 0 R]>>',
        more: [
          '<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/F 4/Rect[50 300 150 350]/AP<</N 8 0 R>>>>',
          '<</Type/Annot/Subtype/Stamp/F 4/Rect[50 100 150 150]/AP<</N 8 0 R>>>>',
          appearance,
        ],
      }),
    );
    expect(pixel(raster, 200, 150)).toEqual([0, 0, 255]);
    expect(pixel(raster, 200, 550)).toEqual([0, 0, 255]);
  });

  it.each([
    ['GB1', 'STSong-Light', 'UniGB-UCS2-H', '中文测试'],
    ['CNS1', 'MSung-Light', 'UniCNS-UCS2-H', '繁體龍國'],
    ['Japan1', 'HeiseiMin-W3', 'UniJIS-UCS2-H', '日本語の'],
    ['Korea1', 'HYSMyeongJo-Medium', 'UniKS-UCS2-H', '한국어시'],
  ])('shows %s text whose font is not embedded', async (ordering, name, encoding, text) => {
    const { raster, textLayer } = await render(cjkPdf({ name, encoding, ordering }, text));
    expect(textLayer?.words.map((word) => word.text)).toEqual([text]);
    // Each of the four characters, 48 pixels wide from x = 100 on, has strokes of its own.
    for (let i = 0; i < 4; i++) {
      expect(inkIn(raster, [100 + i * 48, 350, 148 + i * 48, 415])).toBeGreaterThan(80);
    }
  });

  it('reads vertical writing as columns', async () => {
    const font = { name: 'STSong-Light', encoding: 'UniGB-UCS2-V', ordering: 'GB1' };
    const { textLayer } = await render(cjkPdf(font, '竖排文字'));
    expect(textLayer?.words).toMatchObject([{ text: '竖排文字', angle: 90 }]);
  });

  it('tells size, font, baseline and what is invisible', async () => {
    const { textLayer } = await render(
      onePagePdf({
        content: [
          'BT /F1 1 Tf 12 0 0 12 50 300 Tm (Big) Tj ET',
          'BT /F1 8 Tf 3 Tr 50 250 Td (hidden) Tj ET',
          'q 0 0 20 20 re W n BT 0 Tr /F1 8 Tf 50 200 Td (clipped) Tj ET Q',
          'BT 0 Tr /F1 8 Tf 500 200 Td (outside) Tj ET',
        ].join('\n'),
      }),
    );
    expect(textLayer?.words).toMatchObject([
      { text: 'Big', fontSize: 24, fontName: 'Helvetica', baseline: 200, invisible: false, angle: 0 },
      { text: 'hidden', fontSize: 16, invisible: true },
      { text: 'clipped', invisible: true },
    ]);
  });

  it('lists bitmap images, also inside forms', async () => {
    const image = stream(
      Buffer.alloc(3, 0),
      '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8',
    );
    const form = stream(
      'q 100 0 0 50 0 0 cm /Im Do Q',
      '/Type/XObject/Subtype/Form/BBox[0 0 300 400]/Matrix[1 0 0 1 20 0]/Resources<</XObject<</Im 6 0 R>>>>',
    );
    const { textLayer } = await render(
      onePagePdf({
        content: 'q 50 0 0 50 10 340 cm /Im Do Q q 1 0 0 1 30 100 cm /Fm Do Q',
        resources: '/XObject<</Im 6 0 R/Fm 7 0 R>>',
        more: [image, form],
      }),
    );
    expect(textLayer?.images).toEqual([
      [20, 20, 120, 120],
      [100, 500, 300, 600],
    ]);
  });

  it('larger than the limits is rendered smaller', async () => {
    const small = createDocumentOpener({ pdfWorkers: 1, limits: { maxPixelsPerPage: 120_000 } });
    const { raster, textLayer } = await render(onePagePdf({ content: line('Hello') }), small);
    expect([raster.width, raster.height]).toEqual([300, 400]);
    expect(inkIn(raster, textLayer?.words[0]?.box ?? [0, 0, 0, 0])).toBeGreaterThan(10);
    await small.close();
  });
});

describe('a PDF that cannot be read', () => {
  const failure = (bytes: Uint8Array, password?: string) =>
    opener.open({ bytes, password, signal }).then(
      () => 'opened',
      (error) => error.code,
    );

  it('gets a code of its own', async () => {
    expect(await failure(Buffer.from('%PDF-1.7\ngarbage'))).toBe('file.broken');
    expect(await failure(onePagePdf({ content: line('x') }).subarray(0, 120))).toBe('file.broken');
    expect(await failure(Buffer.alloc(0))).toBe('file.empty');
    expect(await failure(Buffer.from('hello'))).toBe('file.type_undetermined');
    const noPages = pdfFile(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>']);
    expect(await failure(noPages)).toBe('file.no_pages');
  });

  it('asks for its password', async () => {
    const bytes = encryptedPdf('secret');
    expect(await failure(bytes)).toBe('file.encrypted');
    expect(await failure(bytes, 'guess')).toBe('file.wrong_password');
    expect(await failure(bytes, 'x'.repeat(1000))).toBe('file.wrong_password');
    expect(await failure(bytes, 'secret')).toBe('opened');
  });

  it('has too many pages', async () => {
    const strict = createDocumentOpener({ pdfWorkers: 1, limits: { maxPages: 1 } });
    const pages = pdfFile([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 9 9]>>',
      '<</Type/Page/Parent 2 0 R>>',
      '<</Type/Page/Parent 2 0 R>>',
    ]);
    await expect(strict.open({ bytes: pages, signal })).rejects.toMatchObject({
      code: 'file.too_many_pages',
    });
    await strict.close();
  });
});

describe('a PDF that attacks', () => {
  it('by memory gets a typed error, and others in its worker go on', async () => {
    const limited = createDocumentOpener({
      pdfWorkers: 1,
      limits: { wasmMemoryBytes: 64 * 1024 * 1024 },
    });
    const good = await limited.open({ bytes: onePagePdf({ content: line('Hello') }), signal });
    const bomb = await limited.open({ bytes: flateBombPdf(100 * 1024 * 1024), signal });
    const results = await Promise.allSettled([
      bomb.renderPage(0, { textLayer: true, signal }),
      good.renderPage(0, { textLayer: true, signal }),
    ]);
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'file.bomb' } });
    expect(results[1]).toMatchObject({ value: { textLayer: { words: [{ text: 'Hello' }] } } });
    await limited.close();
  });

  it('by time is ended', async () => {
    // Seconds of work against a limit that no page of it can keep, on any machine.
    const hurried = createDocumentOpener({ pdfWorkers: 1, limits: { pageTimeoutMs: 50 } });
    const laughs = await hurried.open({ bytes: billionLaughsPdf(12), signal });
    await expect(laughs.renderPage(0, { textLayer: false, signal })).rejects.toMatchObject({
      code: 'page.timeout',
    });
    await hurried.close();
  });

  it('by endless forms is ended by time or by memory, whichever runs out, and others in its worker go on', async () => {
    const limited = createDocumentOpener({ pdfWorkers: 1 });
    const good = await limited.open({ bytes: onePagePdf({ content: line('Hello') }), signal });
    const laughs = await limited.open({ bytes: billionLaughsPdf(12), signal });
    const [attack, page] = await Promise.allSettled([
      laughs.renderPage(0, { textLayer: false, signal }),
      good.renderPage(0, { textLayer: true, signal }),
    ]);
    expect(attack).toMatchObject({ status: 'rejected' });
    expect(['page.timeout', 'file.bomb']).toContain((attack as PromiseRejectedResult).reason.code);
    expect(page).toMatchObject({ value: { textLayer: { words: [{ text: 'Hello' }] } } });
    await limited.close();
  }, 180_000);
});

describe('aborting', () => {
  it('drops queued pages at once and the result of the running one', async () => {
    const single = createDocumentOpener({ pdfWorkers: 1 });
    const document = await single.open({ bytes: onePagePdf({ content: line('Hello') }), signal });
    const controller = new AbortController();
    const pages = Promise.allSettled(
      [0, 0, 0].map((index) => document.renderPage(index, { textLayer: true, signal: controller.signal })),
    );
    controller.abort(new Error('gone'));
    for (const result of await pages) {
      expect(result).toMatchObject({ status: 'rejected', reason: { message: 'gone' } });
    }
    const page = await document.renderPage(0, { textLayer: true, signal });
    expect(page.textLayer?.words).toHaveLength(1);
    await expect(
      single.open({ bytes: onePagePdf({ content: '' }), signal: controller.signal }),
    ).rejects.toThrow('gone');
    await single.close();
  });
});
