import type { Raster } from '@recto/documents';
import type { Block, PageRecognition } from '@recto/recognition';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../conductor/house.fixture.ts';
import { encodeJpeg, scaledSize } from './encode-jpeg.ts';
import { decodeCore, encodeCore, encodePictures } from './page-element.ts';
import { markdownPictures } from './page-markdown.ts';
import { prunedResult } from './pruned-result.ts';

const raster = (width: number, height: number): Raster => ({
  width,
  height,
  data: new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(200),
});

const block = (over: Partial<Block>): Block => ({
  label: 'text',
  content: 'x',
  box: [1.9, 2, 30, 20],
  polygon: null,
  groupId: null,
  picture: null,
  source: 'engine',
  failure: null,
  ...over,
});

const pruned = (recognition: Partial<PageRecognition>, fields: Record<string, unknown> = {}) =>
  prunedResult({
    width: 40,
    height: 30,
    recognition: { blocks: [], figures: [], spotting: null, ...recognition },
    regions: [],
    preprocessing: null,
    settings: settingsOf(fields),
    formatBlock: (b) => `*${b.content}*`,
  });

describe('an element', () => {
  const empty = pruned({});

  it('is its two parts put together, whatever the text holds', () => {
    const text = 'a "quoted" }} line\n漢\u2028';
    const core = encodeCore(empty, { text });
    const pictures = encodePictures({
      markdown: new Map([['imgs/a.jpg', Buffer.from('ABC')]]),
      visual: { output: new Map([['layout_det_res', Buffer.from('D')]]), input: Buffer.from('E') },
    });
    expect(JSON.parse(Buffer.concat([core, pictures]).toString())).toEqual({
      prunedResult: empty,
      markdown: { text, images: { 'imgs/a.jpg': 'QUJD' } },
      outputImages: { layout_det_res: 'RA==' },
      inputImage: 'RQ==',
    });
    expect(decodeCore(core)).toEqual({ prunedResult: empty, markdown: { text } });
  });

  it('leaves out what is not wanted', () => {
    const bytes = [encodeCore(empty, { text: '' }), encodePictures({ markdown: null, visual: null })];
    expect(JSON.parse(Buffer.concat(bytes).toString())).toEqual({
      prunedResult: empty,
      markdown: { text: '' },
    });
  });
});

describe('prunedResult', () => {
  it('numbers blocks of ordered labels that are not ignored', () => {
    const labels = ['doc_title', 'table', 'text', 'number', 'footnote', 'text'] as const;
    const { parsing_res_list: list } = pruned({ blocks: labels.map((label) => block({ label })) });
    expect(list.map((b) => b.block_order)).toEqual([1, null, 2, null, null, 3]);
    expect(list.map((b) => b.block_id)).toEqual([0, 1, 2, 3, 4, 5]);
    const all = pruned({ blocks: labels.map((label) => block({ label })) }, { markdownIgnoreLabels: [] });
    expect(all.parsing_res_list.map((b) => b.block_order)).toEqual([1, null, 2, 3, null, 4]);
  });

  it('truncates boxes and gives lone blocks their own group', () => {
    const { parsing_res_list: list } = pruned({ blocks: [block({}), block({ groupId: 7 }), block({})] });
    expect(list.map((b) => b.group_id)).toEqual([0, 7, 2]);
    expect(list[0]?.block_bbox).toEqual([1, 2, 30, 20]);
  });

  it('shows polygons where there are some', () => {
    const polygon = [
      [1, 2],
      [30, 2],
      [30, 20],
      [1, 20],
    ] as const;
    const { parsing_res_list: list } = pruned({ blocks: [block({ polygon }), block({})] });
    expect(list.map((b) => b.block_polygon_points)).toEqual([polygon, undefined]);
    expect(list[1]).not.toHaveProperty('block_polygon_points');
  });

  it('formats blocks when asked, ignored labels excepted, and leaves it to restructuring', () => {
    const blocks = [block({}), block({ label: 'footer' })];
    const contents = (fields: object) =>
      pruned({ blocks }, { formatBlockContent: true, ...fields }).parsing_res_list.map(
        (b) => b.block_content,
      );
    expect(contents({})).toEqual(['*x*', 'x']);
    expect(contents({ restructurePages: true })).toEqual(['x', 'x']);
  });

  it('says who read a block only where the text layer may have', () => {
    const source = (pdfTextLayer: string) =>
      pruned({ blocks: [block({ source: 'text_layer' })] }, { pdfTextLayer }).parsing_res_list[0];
    expect(source('auto')).toHaveProperty('content_source', 'text_layer');
    expect(source('never')).not.toHaveProperty('content_source');
  });

  it('carries the confidence of blocks that have one', () => {
    const confidence = { layout_score: 0.9, text_source: 'text_layer' } as const;
    const [first, second] = pruned({ blocks: [block({ confidence }), block({})] }).parsing_res_list;
    expect(first).toHaveProperty('confidence', confidence);
    expect(second).not.toHaveProperty('confidence');
  });

  it('carries failures, spotting and preprocessing only when there are some', () => {
    expect(Object.keys(pruned({}))).toEqual([
      'page_count',
      'width',
      'height',
      'model_settings',
      'parsing_res_list',
      'layout_det_res',
    ]);
    const failure = { code: 'vlm.failed', message: 'm', retryable: true, page: 0, block: 0 };
    const full = pruned({ blocks: [block({ failure })], spotting: { rec_polys: [], rec_texts: [] } });
    expect(full).toMatchObject({ spotting_res: {}, parsing_res_list: [{ error: failure }] });
  });
});

describe('pictures', () => {
  it('of one path: the gathered figure wins over the masked crop', () => {
    const [masked, plain] = [raster(1, 1), raster(2, 2)];
    const picture = { path: 'imgs/a.jpg', box: [0, 0, 1, 1] as const };
    const pictures = markdownPictures({
      blocks: [block({ picture: { ...picture, crop: masked } })],
      figures: [{ ...picture, crop: plain }],
      spotting: null,
    });
    expect([...pictures]).toEqual([['imgs/a.jpg', plain]]);
  });

  it.each([
    [100, 100, null],
    [2000, 2000, null],
    [4000, 2000, { width: 2000, height: 1000 }],
    [1001, 4001, { width: 500, height: 2000 }],
    [1, 100_000, { width: 1, height: 2000 }],
  ])('of %i x %i fit the answer (wire.md 3.7)', (width, height, expected) => {
    expect(scaledSize({ width, height }, [2000, 2000])).toEqual(expected);
  });

  it('are measured against the shape of the largest size, and cut to whole pixels', () => {
    // 3000 x 2500 is wider than high, but not as wide as 2000 x 1000: its height decides.
    expect(scaledSize({ width: 3000, height: 2500 }, [2000, 1000])).toEqual({ width: 1200, height: 1000 });
    expect(scaledSize({ width: 900, height: 1001 }, [2000, 1000])).toEqual({ width: 899, height: 1000 });
    expect(scaledSize({ width: 2003, height: 1999 }, [2000, 2000])).toEqual({ width: 2000, height: 1996 });
    expect(scaledSize({ width: 1000, height: 2999 }, [2000, 2000])).toEqual({ width: 666, height: 2000 });
  });

  it('have OpenCV’s quality of 95', async () => {
    const jpeg = await encodeJpeg(raster(30, 10), [2000, 2000]);
    // The standard luminance table begins with 16, of which quality 95 leaves a tenth.
    expect(jpeg.readUInt8(jpeg.indexOf(Buffer.from([0xff, 0xdb])) + 5)).toBe(2);
  });

  it('are JPEG at that size', async () => {
    const jpeg = await encodeJpeg(raster(300, 100), [150, 150]);
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: 150,
      height: 50,
      channels: 3,
    });
  });
});
