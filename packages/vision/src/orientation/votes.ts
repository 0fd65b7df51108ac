/** What the views of a page say together. */

/** Degrees 0, 90, 180, 270. */
const turns = 4;
/** What a view is at least as likely to be turned as: no single one decides by being sure. */
const leastLikely = 0.01;

/**
 * Probabilities of each view, four by four -> a score for each turn: sums of log-likelihoods, where a view counts as the square of
 * how far its likeliest turn is ahead of the next. Columns of figures look like lines of print that lie on their side, but not surely so;
 * unweighted, many doubtful views outvote the few that show words.
 */
export function sumOfVotes(probabilities: Float32Array): Float32Array {
  const sums = new Float32Array(turns);
  for (let start = 0; start < probabilities.length; start += turns) {
    const view = probabilities.subarray(start, start + turns);
    const [first = 0, second = 0] = view.toSorted((a, b) => b - a);
    const weight = (first - second) ** 2;
    for (const [turn, likely] of view.entries()) {
      sums[turn]! += weight * Math.log(Math.max(likely, leastLikely));
    }
  }
  return sums;
}
