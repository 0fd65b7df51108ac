import { describe, expect, it } from 'vitest';
import { largestOutline } from './mask-outline.ts';
import { stretchMask } from './mask-window.ts';
import { perimeterOf, simplifyClosed } from './simplify-contour.ts';

const maskOf = (rows: readonly string[], width = rows[0]?.length ?? 0, height = rows.length) =>
  stretchMask(
    { columns: rows[0]?.length ?? 0, rows: rows.length, isSet: (x, y) => rows[y]?.[x] === '#' },
    width,
    height,
  );

// All outlines below are those that OpenCV 5.0 finds (findContours, resize with INTER_NEAREST, approxPolyDP).
describe('largestOutline', () => {
  const blobs = [
    '..........',
    '.####..#..',
    '.####.##..',
    '.##...##..',
    '..#....#..',
    '....###...',
    '..........',
    '.......##.',
  ];

  it('follows the part with the largest area, corners included', () => {
    expect(largestOutline(maskOf(blobs))).toEqual([
      [1, 1],
      [1, 3],
      [2, 4],
      [2, 3],
      [3, 2],
      [4, 2],
      [4, 1],
    ]);
  });

  it('follows it in a stretched mask, whose cells are blocks of pixels', () => {
    expect(largestOutline(maskOf(blobs, 23, 17))).toEqual([
      [3, 3],
      [3, 8],
      [4, 8],
      [5, 9],
      [5, 10],
      [6, 10],
      [6, 7],
      [7, 6],
      [11, 6],
      [11, 3],
    ]);
  });

  it('knows a single pixel, a line and nothing', () => {
    expect(largestOutline(maskOf(['...', '.#.']))).toEqual([[1, 1]]);
    expect(largestOutline(maskOf(['.###.']))).toEqual([
      [1, 0],
      [3, 0],
    ]);
    expect(largestOutline(maskOf(['...']))).toBeNull();
  });

  it('sees no hole', () => {
    expect(largestOutline(maskOf(['###', '#.#', '###']))).toEqual([
      [0, 0],
      [0, 2],
      [2, 2],
      [2, 0],
    ]);
  });
});

describe('simplifyClosed', () => {
  const ellipse = [
    [16, 7],
    [15, 8],
    [12, 8],
    [11, 9],
    [10, 9],
    [8, 11],
    [8, 12],
    [7, 13],
    [7, 18],
    [8, 19],
    [8, 20],
    [9, 21],
    [9, 22],
    [12, 25],
    [13, 25],
    [15, 27],
    [16, 27],
    [17, 28],
    [18, 28],
    [19, 29],
    [20, 29],
    [21, 30],
    [23, 30],
    [24, 31],
    [26, 31],
    [27, 32],
    [31, 32],
    [32, 33],
    [44, 33],
    [45, 32],
    [47, 32],
    [48, 31],
    [50, 31],
    [52, 29],
    [52, 28],
    [53, 27],
    [53, 22],
    [52, 21],
    [52, 19],
    [49, 16],
    [48, 16],
    [46, 14],
    [45, 14],
    [43, 12],
    [42, 12],
    [41, 11],
    [40, 11],
    [39, 10],
    [37, 10],
    [36, 9],
    [34, 9],
    [33, 8],
    [29, 8],
    [28, 7],
  ] as const;

  it.each([
    [
      1,
      [
        [7, 13],
        [7, 18],
        [12, 25],
        [27, 32],
        [44, 33],
        [50, 31],
        [53, 27],
        [52, 19],
        [49, 16],
        [33, 8],
        [16, 7],
        [10, 9],
      ],
    ],
    [
      2,
      [
        [7, 13],
        [12, 25],
        [27, 32],
        [44, 33],
        [53, 27],
        [49, 16],
        [33, 8],
        [16, 7],
      ],
    ],
    [
      5,
      [
        [7, 13],
        [12, 25],
        [27, 32],
        [53, 27],
        [49, 16],
        [33, 8],
      ],
    ],
    [
      30,
      [
        [7, 13],
        [53, 27],
      ],
    ],
    [80, [[7, 13]]],
  ])('leaves out what lies within %f px', (epsilon, expected) => {
    expect(simplifyClosed(ellipse, epsilon)).toEqual(expected);
  });

  it('measures outlines round to their first corner', () => {
    expect(
      perimeterOf([
        [0, 0],
        [3, 0],
        [3, 4],
      ]),
    ).toBe(12);
    expect(perimeterOf([[2, 2]])).toBe(0);
  });
});
