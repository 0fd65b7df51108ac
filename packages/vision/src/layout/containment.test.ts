import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { filterContained } from './containment.ts';
import type { RawBox } from './raw-box.ts';
import type { ContainmentMode } from './region.ts';

const at = (classId: number, ...box: Box): RawBox => ({ row: 0, classId, score: 1, box, order: [] });
const [title, text, formula] = [6, 22, 5];
const outer = at(title, 0, 0, 100, 100);
const middle = at(text, 0, 0, 50, 50);
const inner = at(formula, 0, 0, 10, 10);
const apart = at(text, 200, 200, 300, 300);
const all = [outer, middle, inner, apart];

describe('containment (pipeline.md 2.4-6)', () => {
  it('one mode for all boxes', () => {
    expect(filterContained(all, 'union')).toEqual(all);
    expect(filterContained(all, 'large')).toEqual([outer, apart]);
    expect(filterContained(all, 'small')).toEqual([middle, inner, apart]);
  });

  it.each<[string, [number, ContainmentMode][], RawBox[]]>([
    ['large drops what lies in a box of that class', [[title, 'large']], [outer, apart]],
    ['large of the middle class leaves the outer box alone', [[text, 'large']], [outer, middle, apart]],
    ['small drops what holds a box of that class', [[formula, 'small']], [inner, apart]],
    ['union does nothing', [[title, 'union']], all],
    [
      'every class decides on the same boxes',
      [
        [title, 'large'],
        [formula, 'small'],
      ],
      [apart],
    ],
  ])('%s', (_, modes, expected) => {
    expect(filterContained(all, new Map(modes))).toEqual(expected);
  });

  it('counts as inside from 0.9 of the area on', () => {
    const nine = at(text, 91, 0, 101, 10);
    expect(filterContained([outer, nine], 'large')).toEqual([outer]);
    // 89 of 100 columns.
    expect(filterContained([at(title, 0, 0, 1000, 10), at(text, 911, 0, 1011, 10)], 'large')).toHaveLength(2);
  });

  it('drops both of two boxes that hold each other', () => {
    expect(
      filterContained([at(title, 0, 0, 100, 100), at(title, 0, 0, 100, 99)], new Map([[title, 'large']])),
    ).toEqual([]);
  });
});
