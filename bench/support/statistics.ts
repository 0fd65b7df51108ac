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
