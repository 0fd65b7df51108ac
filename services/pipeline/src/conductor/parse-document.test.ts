import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LayoutParsingElement, RectoError } from '@recto/contracts';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  createHouse,
  fileOf,
  type HouseOptions,
  pageSize,
  rasterBytes,
  settingsOf,
} from './house.fixture.ts';
import { type ParsedDocument, parseDocument } from './parse-document.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-conductor-test-'));
const finished: ParsedDocument[] = [];
afterEach(async () => {
  for (const { spool } of finished.splice(0)) await spool.close();
});
afterAll(() => rmSync(directory, { recursive: true }));
const never = new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Closed after the test. */
const keep = (parsing: Promise<ParsedDocument>): Promise<ParsedDocument> =>
  parsing.then((document) => {
    finished.push(document);
    return document;
  });

const run = async (pages: number, options: HouseOptions = {}, fields = {}, signal = never) => {
  const house = createHouse(directory, options);
  const outcome = await keep(parseDocument(fileOf(pages), settingsOf(fields), house.parts, signal)).catch(
    (error: unknown) => error,
  );
  return { house, outcome };
};

const parsed = (outcome: unknown): ParsedDocument => {
  if (outcome instanceof Error) throw outcome;
  return outcome as ParsedDocument;
};

async function elements(outcome: unknown): Promise<LayoutParsingElement[]> {
  const { pages, spool } = parsed(outcome);
  const read: LayoutParsingElement[] = [];
  for (const page of pages) {
    const pieces: Uint8Array[] = [];
    for (const part of [page.core, page.pictures])
      for await (const piece of spool.read(part)) pieces.push(piece);
    read.push(JSON.parse(Buffer.concat(pieces).toString()));
  }
  return read;
}

const expectNothingLeft = async ({ parts, openDocuments }: ReturnType<typeof createHouse>) => {
  await settle();
  expect(openDocuments()).toBe(0);
  expect(parts.scheduler.pagesInFlight).toBe(0);
  expect(parts.scheduler.rasterBytesInFlight).toBe(0);
  expect(parts.spool.usedBytes).toBe(0);
};

describe('a document', () => {
  it('comes back in order though its pages finish in any order', async () => {
    const ask = async (page: number) => {
      await new Promise((resolve) => setTimeout(resolve, (7 * page) % 5));
      return `page ${page}`;
    };
    const { outcome, house } = await run(20, { ask });
    const texts = (await elements(outcome)).map((element) => element.markdown.text);
    expect(texts).toEqual(Array.from({ length: 20 }, (_, i) => `page ${i}`));
    expect(parsed(outcome).dataInfo).toEqual({
      type: 'pdf',
      numPages: 20,
      pages: Array.from({ length: 20 }, () => pageSize),
    });
    expect([...parsed(outcome).timings.keys()]).toEqual(
      expect.arrayContaining(['open', 'render', 'layout', 'recognise', 'assemble', 'spool']),
    );
    await parsed(outcome).spool.close();
    await expectNothingLeft(house);
  });

  it('is parsed in part when pages are selected', async () => {
    const { outcome } = await run(20, {}, { pages: '2,5-6' });
    expect((await elements(outcome)).map((e) => e.markdown.text)).toEqual(['page 1', 'page 4', 'page 5']);
    expect((await run(20, {}, { pages: '21' })).outcome).toMatchObject({ code: 'pages.out_of_range' });
  });

  it('has the shape of the wire', async () => {
    const [element] = await elements((await run(1, {}, { pdfTextLayer: 'never' })).outcome);
    expect(element).toEqual({
      prunedResult: {
        page_count: null,
        ...pageSize,
        model_settings: {
          use_doc_preprocessor: false,
          use_layout_detection: true,
          use_chart_recognition: false,
          use_seal_recognition: false,
          use_ocr_for_image_block: false,
          format_block_content: false,
          merge_layout_blocks: true,
          markdown_ignore_labels: [
            'number',
            'footnote',
            'header',
            'header_image',
            'footer',
            'footer_image',
            'aside_text',
          ],
          return_layout_polygon_points: true,
        },
        parsing_res_list: [
          {
            block_label: 'text',
            block_content: 'page 0',
            block_bbox: [1, 2, 30, 20],
            block_id: 0,
            block_order: 1,
            group_id: 0,
          },
        ],
        layout_det_res: {
          boxes: [{ cls_id: 22, label: 'text', score: 0.9, coordinate: [1, 2, 30, 20], order: 1 }],
        },
      },
      markdown: { text: 'page 0', images: {} },
    });
  });

  it('is one region with the prompt as label when layout detection is off', async () => {
    const [element] = await elements(
      (await run(1, {}, { useLayoutDetection: false, promptLabel: 'seal', visualize: true })).outcome,
    );
    expect(element?.prunedResult.parsing_res_list).toMatchObject([
      { block_label: 'seal', block_bbox: [0, 0, pageSize.width, pageSize.height], group_id: 0 },
    ]);
    expect(element?.prunedResult.model_settings).toMatchObject({ use_seal_recognition: true });
    expect(element?.prunedResult).not.toHaveProperty('layout_det_res');
    expect(element?.outputImages).toEqual({});
    expect(element?.inputImage).toMatch(/^\/9j\//);
  });
});

describe('limits', () => {
  it('keeps no more pages and bytes in flight than the process may', async () => {
    let inFlight = 0;
    let most = 0;
    const ask = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await settle();
      inFlight -= 1;
      return 'x';
    };
    await run(30, { ask, scheduler: { pagesInFlight: 100, rasterBytesInFlight: 4 * rasterBytes } });
    expect(most).toBeLessThanOrEqual(4);
    most = 0;
    await run(30, { ask, scheduler: { pagesInFlight: 3 } });
    expect(most).toBe(3);
  });

  it('refuses more pages than a request may have', async () => {
    expect((await run(6, { limits: { pages: 5 } })).outcome).toMatchObject({ code: 'file.too_many_pages' });
    expect((await run(6, { limits: { pages: 5 } }, { pages: '1-5' })).outcome).not.toBeInstanceOf(Error);
  });

  const hang = (_page: number, signal: AbortSignal) =>
    new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );

  it('ends a page, and a request, that takes too long', async () => {
    const page = await run(3, { ask: hang, limits: { pageMs: 20 } });
    expect(page.outcome).toMatchObject({ code: 'page.timeout', message: expect.stringContaining('page 1') });
    await expectNothingLeft(page.house);
    const request = await run(3, { ask: hang, limits: { requestMs: 20 } });
    expect(request.outcome).toMatchObject({ code: 'request.timeout' });
    await expectNothingLeft(request.house);
  });

  it('stops when the disk is full', async () => {
    const { outcome, house } = await run(50, { spoolBytes: 3000 });
    expect(outcome).toMatchObject({ code: 'server.spool_full' });
    await expectNothingLeft(house);
  });
});

describe('failures', () => {
  const failsOn = (bad: number) => async (page: number) => {
    if (page === bad) throw new RectoError('vlm.failed', { block: 2 });
    return `page ${page}`;
  };

  it('fail the request by default, saying where', async () => {
    const { outcome, house } = await run(20, { ask: failsOn(7) });
    expect(outcome).toMatchObject({
      code: 'vlm.failed',
      message: 'The recognition server failed (page 8, block 2)',
    });
    expect(house.rendered.length).toBeLessThan(20);
    await expectNothingLeft(house);
  });

  it('are listed beside the other pages where the request accepts that', async () => {
    const { outcome } = await run(3, { ask: failsOn(1) }, { onError: 'partial' });
    expect((await elements(outcome)).map((e) => e.markdown.text)).toEqual(['page 0', '', 'page 2']);
    expect(parsed(outcome).failures).toEqual([
      { code: 'vlm.failed', message: 'The recognition server failed', retryable: true, page: 1 },
    ]);
  });

  it('are never a result without pages', async () => {
    const { outcome } = await run(1, { ask: failsOn(0) }, { onError: 'partial' });
    expect(outcome).toMatchObject({ code: 'vlm.failed' });
  });

  it('of unknown kind stay in the house', async () => {
    const { outcome } = await run(1, { ask: () => Promise.reject(new Error('/etc/secret')) });
    expect(outcome).toMatchObject({ code: 'internal', message: 'Internal server error (page 1)' });
  });
});

describe('an aborted request', () => {
  it.each(['render', 'ask'] as const)('stops at once during %s', async (stage) => {
    const controller = new AbortController();
    const stuck = (_page: number, signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        setImmediate(() => controller.abort(new RectoError('request.aborted')));
      });
    const { outcome, house } = await run(50, { [stage]: stuck }, {}, controller.signal);
    expect(outcome).toMatchObject({ code: 'request.aborted' });
    await expectNothingLeft(house);
  });

  it('does not begin when it is already gone', async () => {
    const { outcome, house } = await run(1, {}, {}, AbortSignal.abort(new RectoError('request.aborted')));
    expect(outcome).toMatchObject({ code: 'request.aborted' });
    expect(house.rendered).toEqual([]);
  });
});

describe('two documents', () => {
  it('take turns: a short one is done long before a long one that came first', async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      await settle();
      return 'x';
    };
    const house = createHouse(directory, {
      ask,
      scheduler: { stages: { render: 1, layout: 1, ask: 1, assemble: 1, restructure: 1, export: 1 } },
    });
    const long = keep(parseDocument(fileOf(400), settingsOf(), house.parts, never));
    while (asked < 10) await settle();
    const before = asked;
    await keep(parseDocument(fileOf(1), settingsOf(), house.parts, never));
    expect(asked - before).toBeLessThan(20);
    await long;
    expect(asked).toBe(401);
  });
});

describe('a URL', () => {
  it('is fetched within the limits', async () => {
    const outbound = {
      fetchFile: async (url: string, limits: { maxBytes: number }) => {
        expect([url, limits.maxBytes]).toEqual(['https://x.example/2.pdf', 1000]);
        return { bytes: Buffer.from('2'), contentType: null, finalUrl: url, fileName: '2.pdf' };
      },
    };
    const house = createHouse(directory, { outbound });
    const source = { kind: 'url', url: 'https://x.example/2.pdf' } as const;
    const document = await keep(parseDocument(source, settingsOf(), house.parts, never));
    expect(document.pages).toHaveLength(2);
  });
});

describe('restructured pages', () => {
  it('carry numbers over the whole document and keep their pictures', async () => {
    const fields = { restructurePages: true, visualize: true, formatBlockContent: true };
    const pages = await elements((await run(3, {}, fields)).outcome);
    expect(pages.map((page) => page.prunedResult.parsing_res_list[0]?.global_block_id)).toEqual([0, 1, 2]);
    expect(pages.map((page) => page.markdown.text)).toEqual(['page 0', 'page 1', 'page 2']);
    expect(pages[2]?.inputImage).toMatch(/^\/9j\//);
  });
});
