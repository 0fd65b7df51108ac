import { expect, it } from 'vitest';
import { type LabelledBox, matchBoxes } from './match-boxes.ts';

const box = (name: string, x0: number, y0: number, x1: number, y1: number): LabelledBox => ({
  name,
  box: [x0, y0, x1, y1],
});

it('matches one to one, within a class, best overlap first', () => {
  const truth = [box('text', 0, 0, 10, 10), box('text', 0, 6, 10, 16), box('table', 50, 50, 60, 60)];
  const predicted = [
    box('text', 0, 1, 10, 11),
    box('text', 0, 0, 10, 10),
    box('figure', 50, 50, 60, 60),
    box('text', 80, 80, 90, 90),
  ];
  expect(matchBoxes(predicted, truth)).toEqual(new Map([['text', 1]]));
});

it('takes an overlap of half, and no less', () => {
  const truth = [box('text', 0, 0, 10, 10)];
  expect(matchBoxes([box('text', 0, 0, 10, 20)], truth).get('text')).toBe(1);
  expect(matchBoxes([box('text', 0, 0, 10, 21)], truth).get('text')).toBeUndefined();
});
