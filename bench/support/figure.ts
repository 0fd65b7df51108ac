/** What a benchmark ends with: figures beside their bars. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Null: measured for the record, nothing is asked of it. */
  readonly bar: { readonly sense: 'at least' | 'at most'; readonly value: number } | null;
  /** Digits after the point. Default 2. */
  readonly digits?: number;
  readonly unit?: string;
}

/** Prints its table itself and returns its figures; null when there is nothing to measure, having said why. */
export type Bench = (args: string[]) => Promise<readonly Figure[] | null>;

/** A figure that could not be measured (NaN) falls short. */
export const fallsShort = ({ value, bar }: Figure): boolean => {
  if (bar === null) return false;
  return bar.sense === 'at least' ? !(value >= bar.value) : !(value <= bar.value);
};

const describe = (figure: Figure): string => {
  const { name, value, bar, digits = 2, unit = '' } = figure;
  const text = `${name} ${value.toFixed(digits)}${unit}`;
  if (bar === null) return text;
  const verdict = fallsShort(figure) ? 'FALLS SHORT' : 'ok';
  return `${text} (${bar.sense} ${bar.value.toFixed(digits)}${unit}: ${verdict})`;
};

/** One line. */
export const describeFigures = (figures: readonly Figure[]): string => figures.map(describe).join('; ');
