import type { LayoutLabel } from '@recto/contracts';
import { layoutLabels } from '@recto/contracts';
import type { Page, TextWord } from '@recto/documents';
import { type Box, boxCenter, coverage } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Region } from '../region.ts';
import { maxWords } from './page-text.ts';
import { type RefineInput, refineRegions } from './refine-regions.ts';
import { createRunningHeads } from './running-heads.ts';
import { indexEntries, pageOf, prose, testSize, typeset } from './typeset.fixture.ts';

const region = (label: LayoutLabel, box: Box, score = 0.6): Region => ({
  classId: layoutLabels.indexOf(label),
  label,
  score,
  box,
  order: null,
  polygon: null,
});
const refine = (regions: readonly Region[], page: Page, more: Partial<RefineInput> = {}) =>
  refineRegions({ regions, page, signal: new AbortController().signal, ...more });

/** First words of the regions, in their order. */
function firstWords(regions: readonly Region[], words: readonly TextWord[]): string[] {
  return regions.map(({ box }) => words.find((w) => coverage(w.box, box) > 0.9)?.text ?? '-');
}

const title = typeset(['A Study of Pages'], { x: 300, y: 200, size: 40 });
const left = typeset(prose(20, 'L'), { x: 80, y: 300, width: 400 });
const right = typeset(prose(20, 'R'), { x: 520, y: 300, width: 400 });
const heading = typeset(['2 Method'], { x: 80, y: 830, bold: true });
const below = typeset(prose(8, 'M'), { x: 80, y: 870, width: 400 });
const paper = [...title, ...left, ...right, ...heading, ...below];

describe('refineRegions', () => {
  it('makes ordered paragraphs and headings of a text layer alone', async () => {
    const regions = await refine([], pageOf(paper));
    expect(firstWords(regions, paper)).toEqual(['A', 'L0', '2', 'M0', 'R0']);
    expect(regions.map(({ label }) => label)).toEqual([
      'doc_title',
      'text',
      'paragraph_title',
      'text',
      'text',
    ]);
    expect(regions.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5]);
    expect(regions.every(({ box }) => box.every(Number.isInteger))).toBe(true);
  });

  it('splits a region over two columns and gives lines it cut off back', async () => {
    const regions = await refine([region('text', [70, 310, 930, 700])], pageOf(paper));
    expect(firstWords(regions, paper)).toEqual(['A', 'L0', '2', 'M0', 'R0']);
    expect(regions[1]?.score).toBe(0.6);
  });

  it('keeps the label of a region whose outline fits its lines, and its border between lines', async () => {
    const regions = await refine(
      [region('abstract', [75, 270, 485, 475]), region('text', [75, 477, 485, 790])],
      pageOf(left),
    );
    expect(regions.map(({ label }) => label)).toEqual(['abstract', 'text']);
    expect(regions[0]?.box[3]).toBeLessThanOrEqual(480);
  });

  it('splits a region over several entries of an index and keeps one that fits its entry', async () => {
    const entries = indexEntries(80, 300);
    const [, second] = entries;
    const [x0, y0, , y1] = second?.words[0]?.box ?? [0, 0, 0, 0];
    const regions = await refine(
      [region('text', [x0, y0, 320, y1]), region('text', [75, 320, 330, 640])],
      pageOf(entries.flatMap(({ words }) => words)),
    );
    expect(regions).toHaveLength(entries.length);
  });

  it('parts a running head whose lines stand apart from each other', async () => {
    const lines = ['CORPORATE GOVERNANCE', 'Compensation'];
    const apart = typeset(lines, { x: 100, y: 70, leading: 45 });
    const together = typeset(lines, { x: 100, y: 70, leading: 24 });
    const headers = async (words: readonly TextWord[], bottom: number) =>
      (await refine([region('header', [95, 50, 320, bottom])], pageOf([...words, ...left])))
        .filter(({ label }) => label === 'header')
        .map(({ box }) => box[1]);
    expect(await headers(apart, 120)).toEqual([53, 98]);
    expect(await headers(together, 100)).toEqual([53]);
  });

  it('corrects title against text by type', async () => {
    const page = pageOf([...heading, ...below], 3);
    const wrong = [region('text', [75, 810, 200, 838]), region('paragraph_title', [75, 850, 490, 1045])];
    expect((await refine(wrong, page)).map(({ label }) => label)).toEqual(['paragraph_title', 'text']);
  });

  it('does not take a sentence for a heading because a table of small print holds most of the page', async () => {
    const print = [0, 1, 2, 3, 4].flatMap((i) =>
      typeset(prose(25, `T${i}`, 12), { x: 80 + i * 160, y: 100, size: 14 }),
    );
    const sentence = typeset(['What is asked of the walls follows in the'], { x: 80, y: 1000 });
    const end = typeset(['rows below and in the annex of the paper.'], { x: 80, y: 1024 });
    const page = pageOf([...print, ...sentence, ...end], 3);
    const regions = await refine(
      [region('table', [70, 80, 900, 560]), region('text', [75, 980, 500, 1030])],
      page,
    );
    expect(regions.map(({ label }) => label)).toEqual(['table', 'text']);
  });

  it('parts a region where a line is set in', async () => {
    const first = typeset(prose(5, 'A', 60), { x: 80, y: 100, width: 600 });
    const second = typeset(prose(4, 'B', 60), { x: 80, y: 220, width: 600, indent: 24 });
    const words = [...first, ...second];
    const regions = await refine([region('text', [75, 80, 690, 300], 0.9)], pageOf(words));
    expect(firstWords(regions, words)).toEqual(['A0', 'B0']);
  });

  it('gives a formula the limits around it, and leaves its number and the prose below', async () => {
    const sum = typeset(['S = x + y'], { x: 700, y: 400 });
    const limit = typeset(['i=1'], { x: 730, y: 418, size: 12 });
    const number = typeset(['(4)'], { x: 815, y: 400 });
    const after = typeset(['where the sum runs over all of the lines'], { x: 550, y: 520 });
    const formula = region('display_formula', [698, 380, 792, 406]);
    const regions = await refine([formula], pageOf([...left, ...sum, ...limit, ...number, ...after]));
    const [found, ...others] = regions.filter(({ label }) => label === 'display_formula');
    expect(others).toEqual([]);
    expect(found?.box[3]).toBeGreaterThan(415);
    expect(coverage(number[0]?.box ?? [0, 0, 1, 1], found?.box ?? [0, 0, 1, 1])).toBeLessThan(0.5);
  });

  it('calls a caption text when nothing but its place says so', async () => {
    const regions = await refine([region('figure_title', [75, 270, 485, 770])], pageOf(left));
    expect(regions.map(({ label }) => label)).toEqual(['text']);
  });

  it('parts a page number from the foot on its line', async () => {
    const foot = typeset(['322'], { x: 80, y: 1350, size: 18 });
    const rest = typeset(['Annual Report of the Press'], { x: 118, y: 1350, size: 14 });
    const regions = await refine([], pageOf([...left, ...foot, ...rest]));
    expect(regions.map(({ label }) => label).sort()).toEqual(['footer', 'number', 'text']);
  });

  it('takes a row of large parts at the top for a running head, and a lone title for a title', async () => {
    const row = ['Patent', 'Dec. 12', 'Sheet 2', 'US 98'].flatMap((part, i) =>
      typeset([part], { x: 80 + i * 220, y: 70, size: 30 }),
    );
    const titled = (words: readonly TextWord[]) =>
      region('doc_title', [75, 40, (words[0]?.box[2] ?? 0) + 5, 80]);
    const withRow = await refine([titled(row)], pageOf([...row, ...left]));
    expect(withRow.map(({ label }) => label).filter((label) => label !== 'header')).toEqual(['text']);
    const alone = row.slice(0, 1);
    const withTitle = await refine([titled(alone)], pageOf([...alone, ...left]));
    expect(withTitle.map(({ label }) => label)).toEqual(['doc_title', 'text']);
  });

  it('names the notes under a table', async () => {
    const table = typeset(['12'], { x: 300, y: 880 });
    const notes = [
      ...typeset(['(1) Plan for employees of the press only'], { x: 85, y: 940, size: 14 }),
      ...typeset(['Paper mill: a plan of its own'], { x: 105, y: 957, size: 14 }),
      ...typeset(['and its reserve'], { x: 105, y: 974, size: 14 }),
      ...typeset(['Source: the annual report of the press'], { x: 85, y: 1000, size: 14 }),
      ...typeset(['The next chapter says what follows from it'], { x: 85, y: 1100 }),
    ];
    const seen = [region('table', [80, 800, 600, 920]), region('text', [84, 927, 350, 944])];
    const found = await refine(seen, pageOf([...left, ...table, ...notes]));
    expect(found.map(({ label }) => label)).toEqual([
      'text',
      'table',
      'vision_footnote',
      'vision_footnote',
      'vision_footnote',
      'text',
    ]);
  });

  it('lets a figure own the words inside it, and not the running text of a column', async () => {
    const labels = typeset(['10'], { x: 600, y: 400 });
    const figure = region('image', [530, 320, 900, 700]);
    const withFigure = await refine(
      [figure, region('text', [590, 380, 640, 405])],
      pageOf([...left, ...labels]),
    );
    expect(withFigure.map(({ label }) => label)).toEqual(['text', 'image']);
    const mistaken = await refine([region('image', [515, 280, 930, 770])], pageOf(paper));
    expect(mistaken.some(({ label }) => label === 'image')).toBe(false);
    expect(firstWords(mistaken, paper)).toContain('R0');
  });

  it('keeps the surer of two figures at one place', async () => {
    const double = [region('chart', [100, 100, 500, 500], 0.4), region('image', [110, 100, 500, 510], 0.7)];
    expect((await refine(double, pageOf([]))).map(({ label }) => label)).toEqual(['image']);
  });

  it('names what stands alone in the margins', async () => {
    const words = [
      ...typeset(['Journal of Layout 12'], { x: 80, y: 60, size: 16 }),
      ...left,
      ...typeset(['- 7 -'], { x: 480, y: 1350, size: 16 }),
    ];
    const regions = await refine([], pageOf(words));
    expect(regions.map(({ label, order }) => [label, order])).toEqual([
      ['header', null],
      ['text', 1],
      ['number', 2],
    ]);
  });

  it('does not take the first lines of a full page for a head', async () => {
    const full = typeset(prose(52, 'F'), { x: 80, y: 60, width: 400 });
    expect((await refine([], pageOf(full))).map(({ label }) => label)).toEqual(['text']);
  });

  it('knows running heads that stand close to the text from the pages before', async () => {
    const runningHeads = createRunningHeads();
    const page = (index: number) =>
      pageOf(
        [
          ...typeset([`Chapter One ${index}`], { x: 80, y: 150, bold: true }),
          ...typeset(prose(30, 'P'), { x: 80, y: 176, width: 400 }),
        ],
        index,
      );
    const first = await refine([], page(4), { runningHeads });
    expect(first[0]?.label).toBe('paragraph_title');
    expect((await refine([], page(5), { runningHeads }))[0]?.label).toBe('header');
  });

  it('recovers lines of ink on a page without words, between the regions that are there', async () => {
    const findInk = async () => ({
      grids: [],
      lineNumbers: [],
      lines: [
        [80, 300, 480, 320],
        [80, 330, 480, 350],
        [80, 600, 480, 620],
      ] as Box[],
    });
    const page = { ...pageOf([]), textLayer: null };
    const regions = await refine(
      [region('text', [70, 290, 490, 325]), region('table', [70, 400, 490, 560])],
      page,
      { findInk },
    );
    expect(regions.map(({ label, box }) => [label, box[1]])).toEqual([
      ['text', 290],
      ['text', 330],
      ['table', 400],
      ['text', 600],
    ]);
  });

  it('does not look for ink on a page of words', async () => {
    const findInk = () => Promise.reject(new Error('not asked for'));
    expect(await refine([], pageOf(paper), { findInk })).toHaveLength(5);
  });

  it('looks at the ink of a page with more words than can be sorted out', async () => {
    const words = Array.from({ length: maxWords + 1 }, (_, i) => paper[i % paper.length] as TextWord);
    const findInk = async () => ({ grids: [], lineNumbers: [], lines: [[80, 300, 480, 320] as Box] });
    expect(await refine([], pageOf(words), { findInk })).toMatchObject([{ box: [80, 300, 480, 320] }]);
  });

  it('never loses a word, whatever the network said', async () => {
    const box = fc
      .tuple(fc.nat(900), fc.nat(1300), fc.integer({ min: 5, max: 700 }), fc.integer({ min: 5, max: 700 }))
      .map(([x, y, w, h]): Box => [x, y, Math.min(x + w, testSize.width), Math.min(y + h, testSize.height)]);
    const any = fc.record({
      box,
      label: fc.constantFrom(...layoutLabels),
      score: fc.float({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 12 }), async (given) => {
        const regions = await refine(
          given.map(({ label, box: b, score }) => region(label, b, score)),
          pageOf(paper),
        );
        for (const word of paper) {
          const [x, y] = boxCenter(word.box);
          expect(regions.some(({ box: [x0, y0, x1, y1] }) => x >= x0 && x <= x1 && y >= y0 && y <= y1)).toBe(
            true,
          );
        }
      }),
    );
  });

  it('stops when the signal has fired', async () => {
    await expect(refine([], pageOf([]), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
