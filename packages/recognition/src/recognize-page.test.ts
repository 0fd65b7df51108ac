import { type BlockLabel, layoutLabels, RectoError } from '@recto/contracts';
import type { Page, Raster, TextWord } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import type { PseudoRegion, RecognitionOptions, VlmAnswer, VlmQuestion } from './block.ts';
import { createRecognizePage } from './recognize-page.ts';
import { defaultBudgets, defaultSampling } from './sampling-defaults.ts';
import { tableFromWords } from './text-layer/table-from-words.ts';

const blankRaster = (width: number, height: number): Raster => ({
  width,
  height,
  data: new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(255),
});
const options: RecognitionOptions = {
  useChartRecognition: false,
  useSealRecognition: false,
  useOcrForImageBlock: false,
  mergeLayoutBlocks: true,
  shapeMode: 'auto',
  sampling: defaultSampling,
  budgets: defaultBudgets,
  textLayer: 'never',
  onError: 'strict',
};
const recognizePage = createRecognizePage({ readTable: async (words, crop) => tableFromWords(words, crop) });
const region = (label: BlockLabel, ...box: [number, number, number, number]): PseudoRegion => ({
  classId: layoutLabels.indexOf(label as never),
  label,
  score: 0.9,
  box,
  order: null,
  polygon: null,
});
const page: Page = { index: 0, raster: blankRaster(1000, 1400), textLayer: null };

async function read(
  regions: PseudoRegion[],
  answer: (question: VlmQuestion) => string | Promise<string> | VlmAnswer,
  changes: Partial<RecognitionOptions> & { page?: Page; signal?: AbortSignal } = {},
) {
  const asked: VlmQuestion[] = [];
  const ask = async (question: VlmQuestion): Promise<VlmAnswer> => {
    asked.push(question);
    const given = await answer(question);
    return typeof given === 'string' ? { text: given, finishReason: 'stop' } : given;
  };
  const result = await recognizePage({
    page: changes.page ?? page,
    regions,
    options: { ...options, ...changes },
    vlm: { ask },
    pageNumber: 3,
    signal: changes.signal ?? new AbortController().signal,
  });
  return { ...result, asked };
}

describe('recognizePage', () => {
  it('asks by label and keeps pictures unread', async () => {
    const { blocks, asked, figures } = await read(
      [
        region('text', 0, 0, 500, 50),
        region('table', 0, 100, 500, 200),
        region('display_formula', 0, 300, 500, 350),
        region('image', 0, 400, 500, 800),
        region('reference', 0, 0, 9, 900),
      ],
      ({ task }) => (task === 'table' ? '<fcel>A<nl>' : `${task} \\(x\\)`),
    );
    expect(asked.map((q) => q.task)).toEqual(['ocr', 'table', 'formula']);
    expect(blocks.map((b) => [b.label, b.content, b.source])).toEqual([
      ['text', 'ocr  $ x $', 'engine'],
      ['table', '<table><tr><td>A</td></tr></table>', 'engine'],
      ['display_formula', 'formula  $ x $', 'engine'],
      ['image', '', 'none'],
    ]);
    expect(blocks[3]?.picture?.path).toBe('imgs/img_in_image_box_0_400_500_800.jpg');
    expect(figures).toHaveLength(1);
  });

  it('reads a group as one picture and leaves its tail empty', async () => {
    const { blocks, asked } = await read(
      [region('text', 0, 500, 400, 600), region('text', 420, 100, 820, 180)],
      () => 'all of it',
    );
    expect(asked.map((q) => [q.crop.width, q.crop.height])).toEqual([[400, 180]]);
    expect(blocks.map((b) => [b.content, b.groupId])).toEqual([
      ['all of it', 0],
      ['', 0],
    ]);
    const apart = await read(
      [region('text', 0, 500, 400, 600), region('text', 420, 100, 820, 180)],
      () => 'x',
      { mergeLayoutBlocks: false },
    );
    expect(apart.blocks.map((b) => [b.content, b.groupId])).toEqual([
      ['x', null],
      ['x', null],
    ]);
  });

  it('reads the members of a tall group one by one, without a group', async () => {
    const { blocks, asked } = await read(
      [region('text', 0, 0, 100, 290), region('text', 110, 0, 210, 290)],
      () => 'x',
    );
    expect(asked.map((q) => [q.crop.width, q.crop.height])).toEqual([
      [100, 290],
      [100, 290],
    ]);
    expect(blocks.map((b) => [b.content, b.groupId])).toEqual([
      ['x', null],
      ['x', null],
    ]);
  });

  it('numbers groups by the filtered list: a text alone is a group, what stands alone and tall texts are none', async () => {
    const { blocks } = await read(
      [
        region('reference', 0, 0, 900, 900),
        region('table', 0, 0, 500, 90),
        region('text', 0, 100, 500, 200),
        region('text', 700, 100, 800, 600),
      ],
      () => 'x',
    );
    expect(blocks.map((b) => [b.label, b.groupId])).toEqual([
      ['table', null],
      ['text', 1],
      ['text', null],
    ]);
  });

  it('gathers figures that the overlap filter drops, and puts the text of read ones behind them', async () => {
    const { blocks, figures } = await read(
      [
        region('image', 100, 100, 300, 300),
        region('table', 0, 0, 500, 500),
        region('image', 100, 100, 300, 290),
      ],
      ({ task }) => (task === 'table' ? '<fcel>[F2]<fcel>[F3]<nl>' : 'Fig'),
      { useOcrForImageBlock: true },
    );
    const path = (bottom: number) => `imgs/img_in_image_box_100_100_300_${bottom}.jpg`;
    expect(figures.map((f) => f.path)).toEqual([path(300), path(290)]);
    expect(blocks.map((b) => b.content)).toEqual([
      `<table><tr><td><img src="${path(300)}" alt="Image"" />\n\nFig\n\n</td><td><img src="${path(290)}" alt="Image"" /></td></tr></table>`,
    ]);
  });

  it('leaves tokens that stand for no figure', async () => {
    const { blocks } = await read(
      [region('table', 0, 0, 500, 500), region('image', 100, 100, 120, 300)],
      () => '<fcel>[F2]<fcel>[F3]<nl>',
    );
    expect(blocks.map((b) => b.content)).toEqual(['<table><tr><td>[F2]</td><td>[F3]</td></tr></table>']);
  });

  it('asks each task with its own budget', async () => {
    const budgets = { ...defaultBudgets, table: { minPixels: 1, maxPixels: 2 } };
    const { asked } = await read(
      [region('table', 0, 0, 500, 90), region('text', 0, 100, 500, 200)],
      () => 'x',
      { budgets },
    );
    expect(asked.map(({ budget }) => budget)).toEqual([budgets.table, defaultBudgets.ocr]);
  });

  it('gives a table its figures back and drops their own blocks', async () => {
    const { blocks } = await read(
      [region('table', 0, 0, 500, 500), region('image', 100, 100, 300, 300)],
      () => '<fcel>[F2]<nl>',
    );
    expect(blocks).toHaveLength(1);
    expect(blocks[0]?.content).toBe(
      '<table><tr><td><img src="imgs/img_in_image_box_100_100_300_300.jpg" alt="Image"" /></td></tr></table>',
    );
  });

  it('takes the whole page as one block when layout detection is off', async () => {
    const pseudo = { ...region('spotting', 0, 0, 1000, 1400), classId: 0 };
    const locations = [0, 0, 500, 0, 500, 500, 0, 500].map((n) => `<|LOC_${n}|>`).join('');
    const { blocks, spotting, figures, asked } = await read([pseudo], () => `word ${locations}`);
    expect(asked[0]?.crop).toMatchObject({ width: 2000, height: 2800 });
    expect(asked[0]?.skipSpecialTokens).toBe(false);
    expect([blocks[0]?.content, blocks[0]?.picture, figures]).toEqual(['word', null, []]);
    expect(spotting).toEqual({
      rec_texts: ['word'],
      rec_polys: [
        [
          [0, 0],
          [500, 0],
          [500, 700],
          [0, 700],
        ],
      ],
    });
  });

  it('gives the whole page as the picture of a seal when layout detection is off, and gathers nothing', async () => {
    const pseudo = { ...region('seal', 0, 0, 1000, 1400), classId: 0 };
    const { blocks, figures, asked } = await read([pseudo], () => 'ACME', { useSealRecognition: true });
    expect(asked.map((q) => q.task)).toEqual(['seal']);
    expect(blocks.map((b) => [b.content, b.picture?.path])).toEqual([
      ['ACME', 'imgs/img_in_seal_box_0_0_1000_1400.jpg'],
    ]);
    expect(figures).toEqual([]);
  });

  it('cleans in the reference’s order: repetition first, then delimiters, then the task', async () => {
    const contentOf = async (label: BlockLabel, answer: string) =>
      (await read([region(label, 0, 0, 500, 300)], () => answer)).blocks[0]?.content;
    // 49 characters are short of the limit, though the delimiters make 59 of them.
    expect(await contentOf('text', Array(10).fill('\\(\\)').join('\n'))).toBe(
      Array(10).fill(' $  $').join('\n'),
    );
    expect(await contentOf('text', 'ab'.repeat(30))).toBe('ab');
    expect(await contentOf('table', 'ab'.repeat(30))).toBe('ab'.repeat(30));
    expect(await contentOf('table', 'no cells')).toBe('no cells');
    expect(await contentOf('formula_number', '\\((3)\\)')).toBe('  (3) ');
  });

  it('has no spotting result where nothing was spotted', async () => {
    const pseudo = { ...region('spotting', 0, 0, 1000, 1400), classId: 0 };
    expect((await read([pseudo], () => 'nothing')).spotting).toBeNull();
  });

  it('joins what the embedded engine reads in printed lines', async () => {
    const answer = { text: 'A docu-\nment', finishReason: 'stop', readingLines: true };
    expect((await read([region('text', 0, 0, 500, 50)], () => answer)).blocks[0]?.content).toBe('A document');
  });
});

describe('polygons', () => {
  const dark: Page = { ...page, raster: blankRaster(1000, 1400) };
  dark.raster.data.fill(0);
  /** The lower left half of a box of 100 px. */
  const half = (label: BlockLabel, top: number): PseudoRegion => ({
    ...region(label, 0, top, 100, top + 100),
    polygon: [
      [0, top],
      [100, top + 100],
      [0, top + 100],
    ],
  });
  const whiteShare = ({ data }: { data: Uint8Array }) => data.filter((v) => v === 255).length / data.length;
  const regions = [half('text', 0), half('chart', 200), half('image', 400)];

  it('mask what is read and the pictures of blocks, but not gathered figures', async () => {
    const { blocks, asked, figures } = await read(regions, () => 'x', { page: dark });
    expect(asked.map(({ crop }) => whiteShare(crop))).toEqual([expect.closeTo(0.5, 1)]);
    expect(blocks.map(({ polygon }) => polygon?.length)).toEqual([3, 3, 3]);
    const [chart, image] = [blocks[1]?.picture, blocks[2]?.picture];
    expect(whiteShare(chart?.crop as Raster)).toBeCloseTo(0.5, 1);
    expect(whiteShare(image?.crop as Raster)).toBe(0);
    expect(figures.map(({ path }) => path)).toEqual([image?.path]);
  });

  it('are left out of everything in the shape mode rect', async () => {
    const upper = {
      ...half('text', 0),
      polygon: [
        [0, 0],
        [100, 0],
        [100, 90],
      ] as const,
    };
    const both = [...regions, { ...upper, box: [0, 0, 100, 90] as const }];
    const textsOf = ({ blocks }: { blocks: readonly { label: string }[] }) =>
      blocks.filter(({ label }) => label === 'text').length;
    expect(textsOf(await read(both, () => 'x', { page: dark }))).toBe(2);
    const rect = await read(both, () => 'x', { page: dark, shapeMode: 'rect' });
    expect(textsOf(rect)).toBe(1);
    expect(rect.asked.map(({ crop }) => whiteShare(crop))).toEqual([0]);
    expect(rect.blocks.map(({ polygon }) => polygon)).toEqual([null, null, null]);
    expect(whiteShare(rect.blocks[1]?.picture?.crop as Raster)).toBe(0);
  });
});

describe('failures', () => {
  const regions = [region('text', 0, 0, 500, 50), region('table', 0, 100, 500, 200)];
  const failing = ({ task, signal }: VlmQuestion) => {
    if (task === 'table') throw new RectoError('vlm.failed');
    return new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      setTimeout(() => resolve('late'), 50);
    });
  };

  it('strict: names page and block and stops the other questions', async () => {
    let stopped = false;
    const watching = (question: VlmQuestion) => {
      question.signal.addEventListener('abort', () => {
        stopped = true;
      });
      return failing(question);
    };
    await expect(read(regions, watching)).rejects.toMatchObject({ code: 'vlm.failed', page: 3, block: 1 });
    expect(stopped).toBe(true);
  });

  it('partial: the block carries its failure, the rest is there', async () => {
    const { blocks } = await read(regions, failing, { onError: 'partial' });
    expect(blocks.map((b) => [b.content, b.failure?.code ?? null])).toEqual([
      ['late', null],
      ['', 'vlm.failed'],
    ]);
    expect(blocks[1]?.failure).toMatchObject({ page: 3, block: 1, retryable: true });
  });

  it('a cancelled caller gets its own reason, also with partial', async () => {
    const caller = new AbortController();
    const reading = read(
      regions,
      ({ signal }) => {
        caller.abort(new Error('gone'));
        signal.throwIfAborted();
        return '';
      },
      { onError: 'partial', signal: caller.signal },
    );
    await expect(reading).rejects.toThrow('gone');
  });
});

describe('the text layer', () => {
  const raster = blankRaster(1000, 1400);
  const word = (text: string, x: number, y: number): TextWord => {
    const box: Box = [x, y, x + text.length * 10, y + 20];
    for (let row = y + 4; row < y + 16; row += 1)
      raster.data.fill(0, (row * 1000 + x + 1) * 3, (row * 1000 + box[2] - 1) * 3);
    return {
      text,
      box,
      baseline: y + 16,
      fontSize: 20,
      fontName: '',
      bold: false,
      italic: false,
      angle: 0,
      invisible: false,
      unmapped: 0,
      spaceAfter: true,
    };
  };
  const words = [
    word('printed', 10, 10),
    word('words', 100, 10),
    word('elsewhere', 10, 300),
    word('a=b', 10, 610),
  ];
  const digital: Page = { index: 0, raster, textLayer: { words, images: [] } };
  const regions = [
    region('text', 0, 0, 500, 50),
    region('text', 0, 800, 500, 850),
    region('display_formula', 0, 600, 100, 640),
  ];

  it('auto: believes what covers the ink, asks for the rest', async () => {
    const { blocks, asked } = await read(regions, () => 'asked', { page: digital, textLayer: 'auto' });
    expect(blocks.map((b) => [b.content, b.source])).toContainEqual(['printed words', 'text_layer']);
    expect(asked.map((q) => q.task).sort()).toEqual(['formula', 'ocr']);
  });

  it('always and never mean it', async () => {
    const always = await read([region('display_formula', 0, 600, 100, 640)], () => 'asked', {
      page: digital,
      textLayer: 'always',
    });
    expect(always.blocks[0]).toMatchObject({ content: 'a=b', source: 'text_layer' });
    const never = await read([region('text', 0, 0, 500, 50)], () => 'asked', {
      page: digital,
      textLayer: 'never',
    });
    expect(never.blocks[0]).toMatchObject({ content: 'asked', source: 'engine' });
  });

  it('says how sure a block is, only when asked', async () => {
    const regions = [
      region('text', 0, 0, 500, 50),
      { ...region('text', 0, 100, 500, 150), score: 0 },
      region('image', 0, 400, 500, 800),
    ];
    const answer = (): VlmAnswer => ({
      text: 'words',
      finishReason: 'stop',
      sureness: { unit: 'tokens', mean: 0.912345, min: 0.5, count: 7 },
    });
    const silent = await read(regions, answer);
    for (const block of silent.blocks) expect(block).not.toHaveProperty('confidence');
    expect(silent.asked.every((question) => question.withConfidence !== true)).toBe(true);
    const { blocks, asked } = await read(regions, answer, { withConfidence: true });
    expect(asked.every((question) => question.withConfidence === true)).toBe(true);
    const text = { text_source: 'tokens', text_mean: 0.9123, text_min: 0.5, text_count: 7 };
    expect(blocks.map((block) => block.confidence)).toEqual([
      { layout_score: 0.9, ...text },
      { layout_score: null, ...text },
      { layout_score: 0.9, text_source: 'none' },
    ]);
  });
});
