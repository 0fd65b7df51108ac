/**
 * Who waits, and who is next. Interactive calls go first, but every fifth place is for batch, so nothing starves; within a
 * priority callers take turns, so nobody gains by asking more. When the queue is full, the longest line gives way.
 */
import type { Priority } from '../call/chat-call.ts';

export interface QueueEntry {
  readonly caller: string;
  readonly priority: Priority;
  /** What it holds in memory while it waits. */
  readonly bytes: number;
}

/** Shared by the queues of all pools: what may wait in the whole process. */
export interface QueueBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
  entries: number;
  bytes: number;
}

export const queueBounds = (limits: { maxEntries: number; maxBytes: number }): QueueBounds => ({
  ...limits,
  entries: 0,
  bytes: 0,
});

/** Interactive calls that may pass in a row while batch calls wait. */
const interactiveRun = 4;

/** One priority: callers in turn, each with its calls in order of arrival. */
type Lane<E> = Map<string, Set<E>>;

export class FairQueue<E extends QueueEntry> {
  private readonly lanes: Readonly<Record<Priority, Lane<E>>> = { interactive: new Map(), batch: new Map() };
  private readonly counts: Record<Priority, number> = { interactive: 0, batch: 0 };
  private readonly bounds: QueueBounds;
  private run = 0;

  constructor(bounds: QueueBounds) {
    this.bounds = bounds;
  }

  get size(): number {
    return this.counts.interactive + this.counts.batch;
  }

  waiting(priority: Priority): number {
    return this.counts[priority];
  }

  /** Adds an entry. Returns who has to leave instead: others of longer lines, or the entry itself, which was not added then. */
  push(entry: E): E[] {
    const evicted: E[] = [];
    while (!this.fits(entry)) {
      const victim = this.victimFor(entry);
      if (victim === null) return [...evicted, entry];
      this.remove(victim);
      evicted.push(victim);
    }
    const lane = this.lanes[entry.priority];
    const line = lane.get(entry.caller);
    if (line === undefined) lane.set(entry.caller, new Set([entry]));
    else line.add(entry);
    this.count(entry, 1);
    return evicted;
  }

  /** The next in line, or null. */
  take(): E | null {
    const wantsBatch = this.counts.interactive === 0 || (this.run >= interactiveRun && this.counts.batch > 0);
    const lane = this.lanes[wantsBatch ? 'batch' : 'interactive'];
    const turn = lane.entries().next();
    if (turn.done) return null;
    this.run = wantsBatch ? 0 : this.run + 1;
    const [caller, line] = turn.value;
    const entry = line.values().next().value as E;
    this.remove(entry);
    // To the end of the round.
    if (line.size > 0) {
      lane.delete(caller);
      lane.set(caller, line);
    }
    return entry;
  }

  /** False where it was not there any more. */
  remove(entry: E): boolean {
    const lane = this.lanes[entry.priority];
    const line = lane.get(entry.caller);
    if (line === undefined || !line.delete(entry)) return false;
    if (line.size === 0) lane.delete(entry.caller);
    this.count(entry, -1);
    return true;
  }

  /** How many calls would start before one that came now. */
  aheadOf(caller: string, priority: Priority): number {
    const lane = this.lanes[priority];
    const round = (lane.get(caller)?.size ?? 0) + 1;
    let ahead = -1 + round;
    for (const [other, line] of lane) if (other !== caller) ahead += Math.min(line.size, round);
    if (priority === 'interactive')
      return ahead + Math.min(this.counts.batch, Math.floor(ahead / interactiveRun));
    return ahead + Math.min(this.counts.interactive, (ahead + 1) * interactiveRun);
  }

  *entries(): Generator<E> {
    for (const lane of Object.values(this.lanes)) for (const line of lane.values()) yield* line;
  }

  private fits(entry: E): boolean {
    const { bounds } = this;
    return bounds.entries < bounds.maxEntries && bounds.bytes + entry.bytes <= bounds.maxBytes;
  }

  /** The newest of the longest line that is longer than the newcomer's, batch before interactive. */
  private victimFor(entry: E): E | null {
    if (entry.priority === 'interactive' && this.counts.batch > 0) return newest(longest(this.lanes.batch));
    const line = longest(this.lanes[entry.priority]);
    const own = this.lanes[entry.priority].get(entry.caller)?.size ?? 0;
    return line !== null && line.size > own + 1 ? newest(line) : null;
  }

  private count(entry: E, sign: 1 | -1): void {
    this.counts[entry.priority] += sign;
    this.bounds.entries += sign;
    this.bounds.bytes += sign * entry.bytes;
  }
}

function longest<E>(lane: Lane<E>): Set<E> | null {
  let found: Set<E> | null = null;
  for (const line of lane.values()) if (found === null || line.size > found.size) found = line;
  return found;
}

function newest<E>(line: Set<E> | null): E | null {
  let last: E | null = null;
  for (const entry of line ?? []) last = entry;
  return last;
}
