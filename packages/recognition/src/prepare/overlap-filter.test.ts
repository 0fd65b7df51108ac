import type { BlockLabel } from '@recto/contracts';
import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import type { PseudoRegion } from '../block.ts';
import { filterOverlaps } from './overlap-filter.ts';

const region = (label: BlockLabel, box: Box, polygon: PseudoRegion['polygon'] = null): PseudoRegion => ({
  classId: 0,
  label,
  score: 1,
  box,
  order: null,
  polygon,
});
const kept = (regions: PseudoRegion[], usePolygons = false) =>
  filterOverlaps(regions, usePolygons).map((r) => regions.indexOf(r));

describe('filterOverlaps', () => {
  it('drops references, slivers and the smaller of two texts on the same ink', () => {
    expect(
      kept([
        region('reference', [0, 0, 100, 100]),
        region('reference_content', [0, 0, 100, 20]),
        region('text', [0, 200, 5, 300]),
        region('text', [0, 400, 100, 500]),
        region('text', [0, 400, 100, 480]),
      ]),
    ).toEqual([1, 3]);
  });

  it('prefers the first of two equals', () => {
    expect(kept([region('text', [0, 0, 50, 50]), region('text', [0, 0, 50, 50])])).toEqual([0]);
  });

  it('keeps a picture with what lies on it, and a table only with pictures', () => {
    const on = (a: BlockLabel, b: BlockLabel) =>
      kept([region(a, [0, 0, 100, 100]), region(b, [10, 10, 50, 50])]);
    expect(on('image', 'text')).toEqual([0, 1]);
    expect(on('chart', 'figure_title')).toEqual([0, 1]);
    expect(on('table', 'seal')).toEqual([0, 1]);
    expect(on('table', 'text')).toEqual([0]);
    expect(on('image', 'image')).toEqual([0]);
  });

  it('gives way to the text around an inline formula', () => {
    expect(kept([region('inline_formula', [0, 0, 20, 20]), region('text', [0, 0, 100, 20])])).toEqual([1]);
    expect(
      kept([region('inline_formula', [0, 0, 20, 20]), region('inline_formula', [5, 0, 25, 20])]),
    ).toEqual([]);
  });

  it.each<[string, [BlockLabel, Box], [BlockLabel, Box], number[]]>([
    ['six px are enough', ['text', [0, 0, 6, 6]], ['text', [0, 50, 100, 56]], [0, 1]],
    ['five px wide or high are not', ['text', [0, 0, 5, 99]], ['text', [0, 200, 100, 205]], []],
    ['half an inline formula', ['inline_formula', [0, 0, 20, 20]], ['text', [10, 0, 99, 20]], [0, 1]],
    ['more than half of it', ['inline_formula', [0, 0, 20, 20]], ['text', [9, 0, 99, 20]], [1]],
    ['seven tenths of a text', ['text', [0, 0, 100, 100]], ['text', [30, 0, 130, 100]], [0, 1]],
    ['more than seven tenths', ['text', [0, 0, 100, 100]], ['text', [29, 0, 129, 100]], [0]],
  ])('at the limit: %s', (_, a, b, expected) => {
    expect(kept([region(...a), region(...b)])).toEqual(expected);
  });

  it('lets nothing be dropped by what was dropped before', () => {
    const [first, second, third] = [
      [0, 0, 100, 100],
      [25, 0, 120, 100],
      [40, 0, 130, 100],
    ] as [Box, Box, Box];
    expect(kept([region('text', second), region('text', third)])).toEqual([0]);
    expect(kept([region('text', first), region('text', second), region('text', third)])).toEqual([0, 2]);
  });

  it('lets polygons that do not meet keep overlapping boxes', () => {
    const lower = region(
      'text',
      [0, 0, 100, 100],
      [
        [0, 0],
        [0, 100],
        [100, 100],
      ],
    );
    const upper = region(
      'text',
      [0, 0, 100, 90],
      [
        [10, 0],
        [100, 0],
        [100, 80],
      ],
    );
    expect(kept([lower, upper])).toEqual([0]);
    expect(kept([lower, upper], true)).toEqual([0, 1]);
  });
});
