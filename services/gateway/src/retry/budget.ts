/**
 * How many retries there may be: a share of the calls of the last seconds, so that a fleet in trouble is not pushed over by
 * those who try again. A small reserve lets quiet times retry, too. (Finagle's retry budgets work like this.)
 */

export interface BudgetOptions {
  /** Extra load that retries may cause. */
  readonly share: number;
  /** Retries within one window that are free of the share. */
  readonly reserve: number;
  readonly windowMs: number;
}

export const budgetDefaults: BudgetOptions = { share: 0.1, reserve: 10, windowMs: 10_000 };

const slices = 10;

export class RetryBudget {
  private readonly options: BudgetOptions;
  private readonly now: () => number;
  private readonly calls = new Array<number>(slices).fill(0);
  private readonly retries = new Array<number>(slices).fill(0);
  private at: number;

  constructor(options: BudgetOptions, now: () => number) {
    this.options = options;
    this.now = now;
    this.at = this.slice();
  }

  /** A call came in. */
  deposit(): void {
    this.move();
    this.calls[this.at % slices] = (this.calls[this.at % slices] ?? 0) + 1;
  }

  /** Whether one more retry is within the budget; if so, it is taken. */
  take(): boolean {
    this.move();
    const { share, reserve } = this.options;
    if (sum(this.retries) + 1 > reserve + share * sum(this.calls)) return false;
    this.retries[this.at % slices] = (this.retries[this.at % slices] ?? 0) + 1;
    return true;
  }

  private slice(): number {
    return Math.floor((this.now() / this.options.windowMs) * slices);
  }

  /** Forgets the slices that time has passed over. */
  private move(): void {
    const to = this.slice();
    for (let gone = Math.max(this.at + 1, to - slices + 1); gone <= to; gone += 1) {
      this.calls[gone % slices] = 0;
      this.retries[gone % slices] = 0;
    }
    this.at = to;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
