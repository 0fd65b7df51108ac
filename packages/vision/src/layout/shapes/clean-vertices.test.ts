import type { Point } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { cleanVertices } from './clean-vertices.ts';

/** Counter-clockwise on the screen, as outlines come. */
const square: Point[] = [
  [0, 0],
  [0, 100],
  [100, 100],
  [100, 0],
];

describe('cleanVertices (pipeline.md 2.5-7)', () => {
  it('leaves convex outlines alone', () => {
    expect(cleanVertices(square, 100)).toEqual(square);
  });

  it('takes away a notch of one corner where the sides are short enough', () => {
    const notched: Point[] = [
      [0, 0],
      [0, 100],
      [100, 100],
      [90, 50],
      [100, 0],
    ];
    expect(cleanVertices(notched, 1000)).toEqual(square);
  });

  it('puts it back where the neighbours lie farther apart than 0.3 of the width', () => {
    const notched: Point[] = [
      [0, 0],
      [0, 100],
      [100, 100],
      [90, 50],
      [100, 0],
    ];
    expect(cleanVertices(notched, 100)).toEqual(notched);
  });

  it('keeps wide notches of two corners, and no sharp ones', () => {
    const wide: Point[] = [
      [0, 0],
      [0, 100],
      [100, 100],
      [95, 70],
      [95, 30],
      [100, 0],
    ];
    expect(cleanVertices(wide, 1000)).toEqual(wide);
    const sharp: Point[] = [
      [0, 0],
      [0, 100],
      [100, 100],
      [40, 90],
      [40, 10],
      [100, 0],
    ];
    expect(cleanVertices(sharp, 1000)).toEqual(square);
  });

  it('puts back as many of a long run as the distance needs, evenly picked', () => {
    // Six concave corners below a side of 200; 0.3 * 200 = 60 leaves room for ceil(200 / 60) - 1 = 3.
    const dip: Point[] = [
      [180, 9],
      [150, 14],
      [120, 16],
      [80, 16],
      [50, 14],
      [20, 9],
    ].map(([x, y]): Point => [x as number, 100 - (y as number)]);
    const outline: Point[] = [[0, 0], [0, 100], ...dip.toReversed(), [200, 100], [200, 0]];
    const cleaned = cleanVertices(outline, 200);
    // All six are wide and in a run, so they stay anyway.
    expect(cleaned).toEqual(outline);
  });

  it('moves a corner of 45 degrees out along its bisector by the mean of its sides', () => {
    const wedge: Point[] = [
      [0, 0],
      [0, 100],
      [100, 100],
    ];
    const [first, second, third] = cleanVertices(wedge, 1000) as [Point, Point, Point];
    const mean = (100 + Math.hypot(100, 100)) / 2;
    expect(second).toEqual([0, 100]);
    const turn = Math.PI / 8;
    // At (0, 0) one side goes straight down, the other down to the right: their bisector lies between.
    expect(first[0]).toBeCloseTo(mean * Math.sin(turn), 6);
    expect(first[1]).toBeCloseTo(mean * Math.cos(turn), 6);
    expect(third[0]).toBeCloseTo(100 - mean * Math.cos(turn), 6);
    expect(third[1]).toBeCloseTo(100 - mean * Math.sin(turn), 6);
  });
});
