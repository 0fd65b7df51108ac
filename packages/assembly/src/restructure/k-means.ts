/** k-means in one dimension, solved exactly: clusters of sorted numbers are runs, so a table of best runs finds them. */

interface BestRuns {
  readonly cost: number;
  /** Where the last run begins. */
  readonly from: number;
}

const impossible: BestRuns = { cost: Number.POSITIVE_INFINITY, from: 0 };

/** Centres of at most `k` clusters, descending. Fewer distinct values make fewer clusters. */
export function clusterCentres(values: readonly number[], k: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  const run = runStatistics(distinct, sorted);
  const clusters = Math.min(k, distinct.length);
  /** `best[c][n]`: the first n distinct values in c runs. */
  const best: BestRuns[][] = [[{ cost: 0, from: 0 }, ...distinct.map(() => impossible)]];
  for (let c = 1; c <= clusters; c += 1) {
    const fewer = best[c - 1] as BestRuns[];
    best.push(fewer.map((_, n) => bestLastRun(fewer, n, (from) => run(from, n).cost)));
  }
  const centres: number[] = [];
  let end = distinct.length;
  for (const runs of best.slice(1).reverse()) {
    const { from } = runs[end] as BestRuns;
    centres.push(run(from, end).mean);
    end = from;
  }
  return centres;
}

function bestLastRun(fewer: readonly BestRuns[], n: number, costFrom: (from: number) => number): BestRuns {
  let best = impossible;
  for (let from = 0; from < n; from += 1) {
    const cost = (fewer[from] as BestRuns).cost + costFrom(from);
    if (cost < best.cost) best = { cost, from };
  }
  return best;
}

/** Cost and mean of the run `[from, to)` of distinct values, each counted as often as it occurs. */
function runStatistics(distinct: readonly number[], sorted: readonly number[]) {
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sums = [{ n: 0, sum: 0, squares: 0 }];
  for (const value of distinct) {
    const last = sums.at(-1) as { n: number; sum: number; squares: number };
    const n = counts.get(value) as number;
    sums.push({ n: last.n + n, sum: last.sum + n * value, squares: last.squares + n * value * value });
  }
  return (from: number, to: number): { cost: number; mean: number } => {
    const [a, b] = [sums[from], sums[to]] as [(typeof sums)[0], (typeof sums)[0]];
    const n = b.n - a.n;
    const sum = b.sum - a.sum;
    return { cost: b.squares - a.squares - (sum * sum) / n, mean: sum / n };
  };
}
