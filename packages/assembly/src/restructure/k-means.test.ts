import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterCentres } from './k-means.ts';

const costOf = (values: readonly number[], centres: readonly number[]) =>
  values.reduce((sum, v) => sum + Math.min(...centres.map((c) => (v - c) ** 2)), 0);

describe('clusterCentres', () => {
  it('finds the plain clusters, largest first', () => {
    expect(clusterCentres([10, 11, 30, 31, 30, 50], 3)).toEqual([50, 91 / 3, 10.5]);
    expect(clusterCentres([7, 7, 7], 4)).toEqual([7]);
    expect(clusterCentres([], 4)).toEqual([]);
  });

  it('is never worse than any other choice of as many centres', () => {
    const heights = fc.array(fc.nat(60), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(heights, fc.array(fc.nat(60), { minLength: 3, maxLength: 3 }), (values, others) => {
        const centres = clusterCentres(values, 3);
        expect(centres).toHaveLength(Math.min(3, new Set(values).size));
        expect(centres).toEqual([...centres].sort((a, b) => b - a));
        expect(costOf(values, centres)).toBeLessThanOrEqual(costOf(values, others) + 1e-6);
      }),
    );
  });
});
