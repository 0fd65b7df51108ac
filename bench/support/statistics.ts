/** Sums over lists of numbers. Empty lists give NaN, which no bar accepts. */

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : mean(sorted.slice(middle - 1, middle + 1));
};

/** @param share 0..1 */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/** Of the line through the points that errs least by squares: units of y to one of x. */
export const slope = (points: readonly (readonly [x: number, y: number])[]): number => {
  const x = mean(points.map(([x]) => x));
  const y = mean(points.map(([, y]) => y));
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
};

export interface Estimate {
  readonly value: number;
  /** Of 95 %, by rank: nothing is asked of the errors' distribution. */
  readonly interval: readonly [low: number, high: number];
}

type Point = readonly [x: number, y: number];

const every95 = 1.96;

/**
 * The median slope of all pairs of points (Theil and Sen): single points that lie far off do not move it. Where points of several groups
 * lie on parallel lines, only pairs within a group are compared (Hirsch and Slack). Its interval is Sen's, from the variance of
 * Kendall's sum. With few points it is the whole line.
 */
export const medianSlope = (groups: readonly (readonly Point[])[]): Estimate => {
  const slopes = groups.flatMap(slopesOfPairs).toSorted((a, b) => a - b);
  const variance = groups.reduce((sum, { length: n }) => sum + (n * (n - 1) * (2 * n + 5)) / 18, 0);
  const spread = every95 * Math.sqrt(variance);
  const low = slopes[Math.floor((slopes.length - spread) / 2) - 1] ?? Number.NEGATIVE_INFINITY;
  const high = slopes[Math.ceil((slopes.length + spread) / 2)] ?? Number.POSITIVE_INFINITY;
  return { value: median(slopes), interval: [low, high] };
};

const slopesOfPairs = (points: readonly Point[]): number[] =>
  points.flatMap(([x, y], i) =>
    points
      .slice(i + 1)
      .filter((other) => other[0] !== x)
      .map((other) => (other[1] - y) / (other[0] - x)),
  );
