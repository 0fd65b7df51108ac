/** How long the steps of one request took, summed over its pages, for `Server-Timing`, logs and metrics. */

export const timedSteps = [
  'fetch',
  'open',
  'render',
  'preprocess',
  'layout',
  'recognise',
  'assemble',
  'store',
  'spool',
  'restructure',
  'export',
] as const;
export type TimedStep = (typeof timedSteps)[number];

export interface StageClock {
  /** Runs one step and adds its time. Waiting for a turn is part of it: it is what the caller waits for. */
  time<T>(step: TimedStep, work: () => Promise<T>): Promise<T>;
  /** ms per step, steps that did not run left out. */
  readonly totals: ReadonlyMap<TimedStep, number>;
  /** A clock of one page, whose times are this clock's, too. */
  part(): StageClock;
}

/** ms per step, as it is written down. */
export type StepTimes = Readonly<Partial<Record<TimedStep, number>>>;

/** @param observe is told each single duration, in ms */
export function createStageClock(observe: (step: TimedStep, ms: number) => void): StageClock {
  const totals = new Map<TimedStep, number>();
  const add = (step: TimedStep, ms: number) => {
    totals.set(step, (totals.get(step) ?? 0) + ms);
    observe(step, ms);
  };
  return {
    totals,
    part: () => createStageClock(add),
    time: async (step, work) => {
      const started = performance.now();
      try {
        return await work();
      } finally {
        add(step, performance.now() - started);
      }
    },
  };
}

/** All of them together. */
export function sumOfTimes(times: Iterable<StepTimes>): StepTimes {
  const sum: Partial<Record<TimedStep, number>> = {};
  for (const part of times) {
    for (const [step, ms] of Object.entries(part) as [TimedStep, number][]) sum[step] = (sum[step] ?? 0) + ms;
  }
  return sum;
}

/** `render;dur=12.3, layout;dur=45.6` */
export const serverTiming = (totals: ReadonlyMap<TimedStep, number>): string =>
  [...totals].map(([step, ms]) => `${step};dur=${ms.toFixed(1)}`).join(', ');
