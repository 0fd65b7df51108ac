import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumOfVotes } from './votes.ts';

const winner = (views: readonly (readonly number[])[]): number => {
  const sums = sumOfVotes(Float32Array.from(views.flat()));
  return sums.indexOf(Math.max(...sums));
};

describe('sumOfVotes', () => {
  it('lets a few sure views decide against many doubtful ones', () => {
    const words = [0.97, 0.01, 0.01, 0.01];
    const figures = Array.from({ length: 14 }, () => [0.02, 0.46, 0.03, 0.49]);
    expect(winner([...figures, words, words, words])).toBe(0);
  });

  it('lets no single view decide against several that are sure', () => {
    const upright = Array.from({ length: 4 }, () => [0.9, 0.03, 0.04, 0.03]);
    expect(winner([...upright, [0, 0, 1, 0]])).toBe(0);
  });

  it('follows a lone view', () => {
    const score = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(score, { minLength: 4, maxLength: 4 }), (view) => {
        const kept = Float32Array.from(view);
        const [first = 0, second = 0] = kept.toSorted((a, b) => b - a);
        fc.pre(first - second > 0.01);
        expect(winner([view])).toBe(kept.indexOf(first));
      }),
    );
  });
});
