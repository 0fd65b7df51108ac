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

/** With a notch of one corner in its right side. */
const notched: Point[] = [
  [0, 0],
  [0, 100],
  [100, 100],
  [90, 50],
  [100, 0],
];

/** With a notch of two sharp corners there. */
const sharp: Point[] = [
  [0, 0],
  [0, 100],
  [100, 100],
  [40, 90],
  [40, 10],
  [100, 0],
];

describe('cleanVertices (pipeline.md 2.5-7)', () => {
  it('leaves convex outlines alone', () => {
    expect(cleanVertices(square, 100)).toEqual(square);
  });

  it('takes away a notch of one corner where the sides are short enough', () => {
    expect(cleanVertices(notched, 1000)).toEqual(square);
  });

  it('puts it back where the neighbours lie farther apart than 0.3 of the width', () => {
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
    expect(cleanVertices(sharp, 1000)).toEqual(square);
  });

  it('puts back no more of a run than the distance needs, evenly picked', () => {
    // The neighbours of the notch are 100 apart; beside 0.3 * 200 that makes room for ceil(100 / 60) - 1 = 1 of its two corners.
    expect(cleanVertices(sharp, 200)).toEqual([...square.slice(0, 3), [40, 90], square[3]]);
    expect(cleanVertices(sharp, 100)).toEqual(sharp);
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
