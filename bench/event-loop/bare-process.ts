/** A process that does nothing but measure its event-loop delay: what this machine does to anybody. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** ms. */
export interface Delays {
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

/** Measures from now on; `stop` ends the process and says what it saw. */
export async function startBareProcess(): Promise<{ stop(): Promise<Delays> }> {
  const child = fork(fileURLToPath(import.meta.url), ['measure']);
  await once(child, 'message');
  return {
    stop: async () => {
      child.send('stop');
      const [delays] = (await once(child, 'message')) as [Delays];
      child.disconnect();
      return delays;
    },
  };
}

/** The resolution that the services measure with, which is part of what a histogram records (service-kit). */
const resolution = 10;

function measure(): void {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  process.once('message', () => {
    const at = (percentile: number) => Math.max(0, histogram.percentile(percentile) / 1e6 - resolution);
    process.send?.({ median: at(50), p99: at(99), longest: at(100) } satisfies Delays);
  });
  process.send?.('measuring');
}

if (process.argv[2] === 'measure') measure();
