/**
 * Tasks of one owner pass one after another, as many at once as it may have. Those that find no slot are parked among the delayed tasks,
 * where they hold no worker and stand in nobody's way; whoever leaves a slot brings the next of them back.
 */
import type { JobPriority } from '@recto/contracts';
import type { BackendClasses, ConnectionOptions, IQueueBackend, Job } from 'bullmq';

/** A task that is to be begun later; it counts as not begun. */
export class TaskDeferred extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super(`the task is put off for ${ms} ms`);
    this.ms = ms;
  }
}

/** Its owner has as many tasks under way as it may. */
export class NoSlot extends TaskDeferred {}

export interface OwnerLimit {
  /** A slot for one task, and what gives it back; null when the owner has all that it may. */
  enter(owner: string, kind: string): Promise<(() => Promise<void>) | null>;
  /** Unfinished jobs of an owner. */
  jobsOf(owner: string): Promise<ReadonlySet<string>>;
}

/** Whose task it is; absent in tasks of earlier versions. */
export interface OwnedTask {
  readonly owner?: string;
  readonly priority?: JobPriority;
}

type BullQueue = InstanceType<BackendClasses<IQueueBackend, ConnectionOptions>['Queue']>;

/**
 * How long a parked task waits for a sign before it asks by itself, ms. Who parks for less is also brought back sooner: delayed tasks
 * are in the order of their time.
 */
const parkedMs = { high: 10_000, normal: 120_000, low: 240_000 } as const;
/** Parked tasks beyond are not looked for: they come by themselves. */
const mostLookedAt = 1000;

export interface Turnstile {
  /** Runs the work of a task in a slot of its owner. Throws NoSlot when there is none. */
  pass(task: OwnedTask, work: () => Promise<void>): Promise<void>;
  /** To be called when a task without a slot has been put off: one may have become free meanwhile. */
  parked(task: OwnedTask): Promise<void>;
}

/** @param limit null: everybody passes */
export function createTurnstile(
  queue: BullQueue,
  limit: OwnerLimit | null,
  jobOfTask: (taskId: string) => string,
  onError: (error: Error) => void,
): Turnstile {
  if (limit === null) return { pass: (_task, work) => work(), parked: async () => {} };
  const { enter, jobsOf } = limit;

  /** Brings back the first that waits for a slot. What it misses comes by itself. */
  const callNext = async (owner: string): Promise<void> => {
    const delayed = await queue.getRanges(['delayed'], 0, mostLookedAt - 1, true);
    if (delayed.length === 0) return;
    const jobs = await jobsOf(owner);
    for (const id of delayed.filter((id) => jobs.has(jobOfTask(id)))) {
      const task = await queue.getJob(id);
      // What was tried before may rest after a failure.
      if (task && task.attemptsMade === 0 && (await isPromoted(task))) return;
    }
  };

  return {
    pass: async ({ owner, priority }, work) => {
      if (owner === undefined) return work();
      const leave = await enter(owner, queue.name);
      if (leave === null) throw new NoSlot(parkedMs[priority ?? 'normal']);
      let isDeferred = false;
      try {
        await work();
      } catch (error) {
        isDeferred = error instanceof TaskDeferred;
        throw error;
      } finally {
        await leave();
        // What puts off one task of an owner puts off its others, too.
        if (!isDeferred) await callNext(owner).catch(onError);
      }
    },
    parked: async ({ owner }) => {
      if (owner === undefined) return;
      const leave = await enter(owner, queue.name);
      if (leave === null) return;
      await leave();
      await callNext(owner).catch(onError);
    },
  };
}

/** False when another was faster. */
const isPromoted = (task: Job): Promise<boolean> =>
  task.promote().then(
    () => true,
    () => false,
  );
