import { describe, expect, it } from 'vitest';
import { defaultDocumentLimits } from '../limits.ts';
import { renderedSize } from './page-scale.ts';

describe('renderedSize', () => {
  it('is two pixels a point, rounded up', () => {
    expect(renderedSize(595, 842, defaultDocumentLimits)).toEqual({ width: 1190, height: 1684 });
    expect(renderedSize(595.276, 841.89, defaultDocumentLimits)).toEqual({ width: 1191, height: 1684 });
  });

  it('shrinks a page that is too large, in its proportions', () => {
    const limits = { maxPixelsPerPage: 1_000_000, maxPageSide: 30_000 };
    const size = renderedSize(4000, 1000, limits);
    expect(size).toEqual({ width: 2000, height: 500 });
  });

  it('bounds the side of a strip and never falls below a pixel', () => {
    const limits = { maxPixelsPerPage: 40_000_000, maxPageSide: 10_000 };
    expect(renderedSize(1_000_000, 10, limits)).toEqual({ width: 10_000, height: 1 });
  });

  it.each([
    [0, 10],
    [10, -1],
    [Number.NaN, 10],
    [Number.POSITIVE_INFINITY, 10],
  ])('has no size for %d x %d', (width, height) => {
    expect(renderedSize(width, height, defaultDocumentLimits)).toBeNull();
  });
});
