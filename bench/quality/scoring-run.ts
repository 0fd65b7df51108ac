/** What every scorer of the quality benchmark is given. */
import type { Predictor } from './predictions.ts';

export interface ScoringRun {
  readonly predictor: Predictor;
  /** Requests at a time. */
  readonly width: number;
  /** The first so many rows, as `--limit` says. */
  readonly take: <T>(rows: readonly T[]) => readonly T[];
}
