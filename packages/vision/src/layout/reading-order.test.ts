import { type LayoutLabel, layoutLabels } from '@recto/contracts';
import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledBox } from './attachments.ts';
import { readingOrder } from './reading-order.ts';

const page = { width: 1000, height: 1400 };
interface Named extends LabelledBox {
  readonly name: string;
}
const item = (name: string, box: Box, label: LayoutLabel = 'text'): Named => ({ name, box, label });
const names = (items: readonly Named[]) =>
  readingOrder(items, page)
    .map((i) => items[i]?.name)
    .join(' ');
/** Any order of the same items must read the same. */
function expectOrder(items: readonly Named[], expected: string) {
  expect(names(items)).toBe(expected);
  fc.assert(
    fc.property(fc.shuffledSubarray([...items], { minLength: items.length }), (shuffled) => {
      expect(names(shuffled)).toBe(expected);
    }),
    { numRuns: 20 },
  );
}

describe('readingOrder', () => {
  it('reads a page-wide title, then two columns, each to its end', () => {
    expectOrder(
      [
        item('title', [100, 50, 900, 100], 'doc_title'),
        item('l1', [100, 150, 480, 400]),
        item('l2', [100, 420, 480, 1200]),
        item('r1', [520, 150, 900, 700]),
        item('r2', [520, 720, 900, 1200]),
      ],
      'title l1 l2 r1 r2',
    );
  });

  it('reads paragraphs of two columns down, even where they line up', () => {
    expectOrder(
      [
        item('l1', [100, 100, 480, 300]),
        item('l2', [100, 320, 480, 600]),
        item('r1', [520, 100, 900, 300]),
        item('r2', [520, 320, 900, 600]),
        item('wide', [100, 640, 900, 700]),
        item('l3', [100, 720, 480, 900]),
        item('r3', [520, 720, 900, 900]),
      ],
      'l1 l2 r1 r2 wide l3 r3',
    );
  });

  it('reads around a picture and the lines under it, whose neighbours begin and end beside them', () => {
    expectOrder(
      [
        item('l1', [100, 100, 490, 400]),
        item('l2', [100, 400, 320, 1000]),
        item('l3', [100, 1000, 390, 1150]),
        item('l4', [100, 1150, 490, 1300]),
        item('picture', [340, 400, 660, 990], 'image'),
        item('words', [430, 1000, 570, 1100]),
        item('r1', [510, 100, 900, 400]),
        item('r2', [680, 400, 900, 1000]),
        item('r3', [610, 1000, 900, 1040]),
        item('r4', [610, 1060, 900, 1150]),
        item('r5', [510, 1150, 900, 1300]),
      ],
      'l1 l2 l3 l4 picture words r1 r2 r3 r4 r5',
    );
  });

  it('reads a form row by row', () => {
    expectOrder(
      [
        item('name', [100, 100, 200, 120]),
        item('Ann', [300, 102, 380, 120]),
        item('sex', [600, 100, 640, 120]),
        item('street', [100, 140, 200, 160]),
        item('Hill', [300, 141, 420, 161]),
        item('town', [100, 180, 200, 200]),
        item('York', [300, 181, 420, 201]),
        item('zip', [600, 180, 640, 200]),
      ],
      'name Ann sex street Hill town York zip',
    );
  });

  it('reads columns to their end around a picture in the middle of the page', () => {
    expectOrder(
      [
        item('l1', [100, 100, 480, 400]),
        item('l2', [100, 410, 300, 800]),
        item('l3', [100, 810, 480, 1200]),
        item('picture', [320, 420, 680, 780], 'image'),
        item('r1', [520, 100, 900, 400]),
        item('r2', [700, 410, 900, 800]),
        item('r3', [520, 810, 900, 1200]),
      ],
      'l1 l2 l3 picture r1 r2 r3',
    );
  });

  it('reads three columns and a figure across two of them', () => {
    expectOrder(
      [
        item('a1', [50, 100, 330, 1200]),
        item('b1', [360, 100, 640, 500]),
        item('c1', [670, 100, 950, 500]),
        item('figure', [360, 530, 950, 800], 'image'),
        item('b2', [360, 830, 640, 1200]),
        item('c2', [670, 830, 950, 1200]),
      ],
      'a1 b1 c1 figure b2 c2',
    );
  });

  it('lets a page-wide figure break the columns, its caption with it', () => {
    expectOrder(
      [
        item('l1', [100, 100, 480, 400]),
        item('r1', [520, 100, 900, 400]),
        item('figure', [100, 430, 900, 700], 'image'),
        item('caption', [150, 710, 850, 740], 'figure_title'),
        item('l2', [100, 770, 480, 1200]),
        item('r2', [520, 770, 900, 1200]),
      ],
      'l1 r1 figure caption l2 r2',
    );
  });

  it('keeps captions with the figure of their column, above or below it', () => {
    expectOrder(
      [
        item('l1', [100, 100, 480, 400]),
        item('table caption', [100, 420, 480, 440], 'figure_title'),
        item('table', [100, 450, 480, 700], 'table'),
        item('note', [100, 705, 400, 720], 'vision_footnote'),
        item('l2', [100, 750, 480, 1000]),
        item('figure', [520, 100, 900, 400], 'image'),
        item('caption', [520, 410, 900, 440], 'figure_title'),
        item('r1', [520, 460, 900, 1000]),
      ],
      'l1 table caption table note l2 figure caption r1',
    );
  });

  it('keeps a formula number with its formula', () => {
    expectOrder(
      [
        item('p1', [100, 100, 480, 300]),
        item('number', [450, 330, 480, 350], 'formula_number'),
        item('formula', [200, 310, 400, 370], 'display_formula'),
        item('p2', [100, 380, 480, 500]),
        item('r1', [520, 100, 900, 500]),
      ],
      'p1 formula number p2 r1',
    );
  });

  it('puts running heads first; asides, footnotes, footers and page numbers last', () => {
    expectOrder(
      [
        item('footer', [100, 1360, 400, 1380], 'footer'),
        item('number', [880, 1360, 900, 1380], 'number'),
        item('footnote', [100, 1250, 480, 1300], 'footnote'),
        item('aside', [20, 300, 60, 900], 'aside_text'),
        item('header', [100, 20, 900, 40], 'header'),
        item('l', [100, 100, 480, 1200]),
        item('r', [520, 100, 900, 1200]),
      ],
      'header l r aside footnote footer number',
    );
  });

  it('reads columns that overlap a little or lean', () => {
    expectOrder(
      [
        item('l1', [100, 100, 504, 405]),
        item('l2', [105, 395, 500, 800]),
        item('r1', [500, 102, 900, 400]),
        item('r2', [498, 398, 905, 800]),
      ],
      'l1 l2 r1 r2',
    );
  });

  it('reads around a box that no straight cut divides', () => {
    // A pinwheel: no gap runs across the page in either direction.
    expectOrder(
      [
        item('top', [100, 100, 700, 300]),
        item('right', [720, 100, 900, 800]),
        item('left', [100, 320, 280, 1000]),
        item('middle', [300, 320, 700, 800]),
        item('bottom', [300, 820, 900, 1000]),
      ],
      'top left middle right bottom',
    );
  });

  it('reads columns of vertical text from right to left', () => {
    expectOrder(
      [
        item('second', [300, 100, 480, 1200], 'vertical_text'),
        item('first', [520, 100, 900, 1200], 'vertical_text'),
        item('third', [100, 100, 260, 1200], 'vertical_text'),
      ],
      'first second third',
    );
  });

  it('gives every region once, in an order that does not depend on the order given', () => {
    const box = fc
      .tuple(fc.nat(900), fc.nat(1300), fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 400 }))
      .map(([x, y, w, h]): Box => [x, y, x + w, y + h]);
    const labelled = fc.record({ box, label: fc.constantFrom(...layoutLabels) });
    const pages = fc
      .uniqueArray(labelled, { maxLength: 25, selector: ({ box: b }) => b.join() })
      .chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      );
    fc.assert(
      fc.property(pages, ([items, shuffled]) => {
        const indices = readingOrder(items, page);
        expect(indices.toSorted((a, b) => a - b)).toEqual(items.map((_, i) => i));
        expect(readingOrder(shuffled, page).map((i) => shuffled[i])).toEqual(indices.map((i) => items[i]));
      }),
    );
  });

  it('stays quick on a page of a thousand overlapping boxes', () => {
    const items = Array.from({ length: 1000 }, (_, i) => item(String(i), [i % 50, i % 70, 900, 1300]));
    expect(readingOrder(items, page)).toHaveLength(1000);
  });
});
