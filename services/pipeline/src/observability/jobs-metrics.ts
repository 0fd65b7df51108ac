/** What is counted and measured of jobs. The levels are those of the whole queue, whichever process is asked. */
import type { Metrics } from '@recto/service-kit';
import type { JobsObserver } from '../jobs/create-jobs.ts';
import type { JobQueue, QueueLevels } from '../jobs/queue/job-queue.ts';

const durationBuckets = [1, 5, 15, 60, 300, 900, 3600, 4 * 3600] as const;
/** All gauges of one scrape are read from one look at the queue. */
const freshMs = 1000;

/** @param queue null while it has not been started: there is nothing to tell then */
export function createJobsMetrics(
  metrics: Metrics,
  queue: () => Pick<JobQueue, 'levels'> | null,
): JobsObserver {
  const ends = metrics.counter('recto_jobs_ended_total', 'Jobs that ended here, by state', ['state']);
  const durations = metrics.histogram(
    'recto_job_duration_seconds',
    'Time from handing in a job to its end',
    ['state'],
    durationBuckets,
  );
  const tasks = metrics.counter(
    'recto_job_task_events_total',
    'Tasks that did not end at their first attempt',
    ['event'],
  );

  let looked = Number.NEGATIVE_INFINITY;
  let looking: Promise<QueueLevels | null> = Promise.resolve(null);
  const levels = (): Promise<QueueLevels | null> => {
    if (performance.now() - looked > freshMs) {
      looked = performance.now();
      looking =
        queue()
          ?.levels()
          .catch(() => null) ?? Promise.resolve(null);
    }
    return looking;
  };
  const level = (name: string, help: string, read: (levels: QueueLevels) => number) =>
    metrics.gauge(name, help, [], async (gauge) => {
      const now = await levels();
      if (now === null) gauge.reset();
      else gauge.set(read(now));
    });
  level('recto_jobs_documents_waiting', 'Documents that wait to be split', (now) => now.waitingDocuments);
  level('recto_jobs_ranges_waiting', 'Ranges of pages that wait for a worker', (now) => now.waitingRanges);
  level('recto_jobs_ranges_active', 'Ranges of pages that workers have', (now) => now.activeRanges);
  level(
    'recto_jobs_queue_age_seconds',
    'Wait so far of the range that is next',
    (now) => now.oldestMs / 1000,
  );

  return {
    ended: (state, seconds) => {
      ends.inc({ state });
      durations.observe({ state }, seconds);
    },
    task: (event) => tasks.inc({ event }),
  };
}
