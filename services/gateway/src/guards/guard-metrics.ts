/** What the loop guard counts. */
import type { Metrics } from '@recto/service-kit';
import type { LoopKind } from './repetition-detector.ts';

export interface GuardCounts {
  stopped(kind: LoopKind, tokensSaved: number): void;
  retried(outcome: 'cured' | 'looped' | 'failed'): void;
}

export function createGuardCounts(metrics: Metrics): GuardCounts {
  const loops = metrics.counter('recto_gateway_loops_total', 'Answers that ran in circles and were stopped', [
    'kind',
  ]);
  const saved = metrics.counter(
    'recto_gateway_loop_tokens_saved_total',
    'Tokens that the stopped answers were still allowed to have',
  );
  const retries = metrics.counter(
    'recto_gateway_loop_retries_total',
    'Further tries after a loop, by what became of them',
    ['outcome'],
  );
  return {
    stopped: (kind, tokensSaved) => {
      loops.inc({ kind });
      saved.inc(tokensSaved);
    },
    retried: (outcome) => retries.inc({ outcome }),
  };
}
