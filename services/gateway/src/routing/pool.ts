/**
 * The replicas that serve one model, and the line before them. A call gets a place at once where one is free and nobody waits,
 * else it waits its turn; it is refused at once where waiting has no hope: the line is full, its deadline would pass, or no
 * replica has been there for a while. Every change that could free a place ends in `pump`.
 */
import { RectoError } from '@recto/contracts';
import { FairQueue, type QueueBounds } from '../admission/fair-queue.ts';
import { ServiceTimes } from '../admission/service-times.ts';
import type { ChatCall, Priority } from '../call/chat-call.ts';
import { pickOfTwo } from './balancer.ts';
import type { Lease, Outcome, Replica } from './replica.ts';

export interface PoolOptions {
  /** The public name of the model. */
  readonly name: string;
  readonly replicas: readonly Replica[];
  readonly bounds: QueueBounds;
  /** How long calls wait for any replica to come (back) before they are refused. */
  readonly outageMs: number;
  readonly now: () => number;
  readonly random: () => number;
}

interface Waiter {
  readonly caller: string;
  readonly priority: Priority;
  readonly bytes: number;
  readonly deadline: number;
  readonly avoid: ReadonlySet<Replica>;
  grant(lease: Lease): void;
  refuse(error: RectoError): void;
}

const nobody: ReadonlySet<Replica> = new Set();

/** A wait is an estimate: who would just make it is refused now, rather than after having waited. */
const waitMargin = 1.25;

const retryAfterSeconds = { least: 1, most: 60, outage: 5 };

export class Pool {
  readonly name: string;
  readonly replicas: readonly Replica[];
  readonly times = new ServiceTimes();
  private readonly options: PoolOptions;
  private readonly queue: FairQueue<Waiter>;
  /** Retries: they were let in before, and stand ahead of the line. */
  private readonly returning = new Set<Waiter>();
  private outageSince: number | null = null;
  private outageTimer: NodeJS.Timeout | null = null;
  private wakeTimer: NodeJS.Timeout | null = null;

  constructor(options: PoolOptions) {
    this.options = options;
    this.name = options.name;
    this.replicas = options.replicas;
    this.queue = new FairQueue(options.bounds);
  }

  /** Whether some replica is part of the traffic. */
  get serving(): boolean {
    const now = this.options.now();
    return this.replicas.some((replica) => replica.serving(now));
  }

  get outstanding(): number {
    return this.replicas.reduce((sum, replica) => sum + replica.outstanding, 0);
  }

  waiting(priority: Priority): number {
    return this.queue.waiting(priority);
  }

  /** Whether a call that came now would not have to wait for a replica to come back. */
  get reachable(): boolean {
    const now = this.options.now();
    return this.replicas.some((replica) => replica.reachable(now));
  }

  /** Another replica than those that takes calls. */
  hasOther(avoid: ReadonlySet<Replica>): boolean {
    const now = this.options.now();
    return this.replicas.some((replica) => !avoid.has(replica) && replica.takesCalls(now));
  }

  /**
   * A place at a replica, at one outside `avoid` where there is any. Throws RectoError server.busy, server.too_late,
   * vlm.unreachable, vlm.loading, server.not_ready, or the reason of the call's signal.
   */
  async acquire(call: ChatCall, avoid: ReadonlySet<Replica>): Promise<Lease> {
    call.signal.throwIfAborted();
    const now = this.options.now();
    this.noteOutage(now);
    const isReturning = avoid.size > 0;
    if (isReturning || this.queue.size + this.returning.size === 0) {
      const replica = this.pick(avoid, now);
      if (replica !== null) return this.leaseAt(replica);
    }
    const hopeless = this.hopeless(call, isReturning);
    if (hopeless !== null) throw hopeless;
    return new Promise((resolve, reject) => this.wait(call, avoid, resolve, reject));
  }

  /** Hands free places to those who wait. To be called whenever a replica may have got one. */
  readonly pump = (): void => {
    // One instant for all: what is not over yet when a place is looked for must not be over when the alarm is set.
    const now = this.options.now();
    this.noteOutage(now);
    for (const waiter of this.returning) {
      const replica = this.pick(waiter.avoid, now);
      if (replica !== null) waiter.grant(this.leaseAt(replica));
    }
    while (this.queue.size > 0) {
      const replica = this.pick(nobody, now);
      if (replica === null) break;
      const waiter = this.queue.take() as Waiter;
      if (this.startsTooLate(waiter)) waiter.refuse(new RectoError('server.too_late', this.retryLater()));
      else waiter.grant(this.leaseAt(replica));
    }
    this.wakeLater(now);
  };

  close(): void {
    for (const timer of [this.outageTimer, this.wakeTimer]) if (timer !== null) clearTimeout(timer);
  }

  private wait(
    call: ChatCall,
    avoid: ReadonlySet<Replica>,
    resolve: (lease: Lease) => void,
    reject: (error: unknown) => void,
  ): void {
    const leave = () => {
      settle();
      reject(call.signal.reason);
    };
    const settle = () => {
      call.signal.removeEventListener('abort', leave);
      this.queue.remove(waiter);
      this.returning.delete(waiter);
    };
    const waiter: Waiter = {
      caller: call.caller,
      priority: call.priority,
      bytes: call.body.length,
      deadline: call.deadline,
      avoid,
      grant: (lease) => {
        settle();
        resolve(lease);
      },
      refuse: (error) => {
        settle();
        reject(error);
      },
    };
    call.signal.addEventListener('abort', leave, { once: true });
    if (avoid.size > 0) this.returning.add(waiter);
    else for (const evicted of this.queue.push(waiter)) evicted.refuse(this.busy());
    this.pump();
  }

  /** One that is free; those to avoid only where no other takes calls at all. */
  private pick(avoid: ReadonlySet<Replica>, now: number): Replica | null {
    const mustAvoid = avoid.size > 0 && this.hasOther(avoid);
    const candidates = this.replicas.filter(
      (replica) => replica.free(now) && !(mustAvoid && avoid.has(replica)),
    );
    return pickOfTwo(candidates, now, this.options.random);
  }

  private leaseAt(replica: Replica): Lease {
    const ended = (heldMs: number, outcome: Outcome) => {
      // One that ran into its deadline took at least this long: leaving it out would make calls look short.
      if (outcome.ok || outcome.failure.error.code === 'request.timeout') this.times.observe(heldMs);
      else if (outcome.failure.kind === 'abandoned' && !replica.backend.rules.stopsOnDisconnect)
        replica.load.linger(this.options.now() + Math.max(0, (this.times.meanMs ?? 0) - heldMs));
      this.pump();
    };
    return replica.lease(this.options.now, ended);
  }

  private places(): number {
    const now = this.options.now();
    return this.replicas.reduce((sum, r) => sum + (r.serving(now) ? r.places : 0), 0);
  }

  /** Why waiting would be in vain; null where it may help. */
  private hopeless(call: ChatCall, isReturning: boolean): RectoError | null {
    const now = this.options.now();
    if (this.outageSince !== null && now - this.outageSince >= this.options.outageMs)
      return this.outageError();
    if (this.outageSince !== null || isReturning || !Number.isFinite(call.deadline)) return null;
    const waitMs = this.times.waitMs(this.queue.aheadOf(call.caller, call.priority), this.places());
    const isTooLate = now + waitMs * waitMargin + this.times.usualMs > call.deadline;
    return isTooLate ? new RectoError('server.too_late', this.retryLater()) : null;
  }

  /** Nearly every call takes longer than this one has left, and somebody else can use the place. */
  private startsTooLate(waiter: Waiter): boolean {
    return this.queue.size > 0 && this.options.now() + this.times.usualMs > waiter.deadline;
  }

  private busy = (): RectoError => new RectoError('server.busy', this.retryLater());

  /** When about half of those who wait will have started. */
  private retryLater(): { retryAfterSeconds: number } {
    const seconds = Math.ceil(this.times.waitMs(this.queue.size / 2, this.places()) / 1000);
    return {
      retryAfterSeconds: Math.min(retryAfterSeconds.most, Math.max(retryAfterSeconds.least, seconds)),
    };
  }

  private outageError(): RectoError {
    const later = { retryAfterSeconds: retryAfterSeconds.outage };
    if (this.replicas.some(({ health }) => health === 'loading' || health === 'warming'))
      return new RectoError('vlm.loading', later);
    const allDrained = this.replicas.every(({ draining }) => draining);
    return new RectoError(allDrained ? 'server.not_ready' : 'vlm.unreachable', later);
  }

  private noteOutage(now: number): void {
    // One that has not been probed yet may well be there.
    if (this.serving || this.replicas.some(({ health }) => health === 'starting')) {
      this.outageSince = null;
      if (this.outageTimer !== null) clearTimeout(this.outageTimer);
      this.outageTimer = null;
      return;
    }
    if (this.outageSince !== null) return;
    this.outageSince = now;
    this.outageTimer = setTimeout(() => this.endWaiting(), this.options.outageMs);
    this.outageTimer.unref();
  }

  private endWaiting(): void {
    if (this.serving) return;
    for (const waiter of [...this.returning, ...this.queue.entries()]) waiter.refuse(this.outageError());
  }

  /** Rests end and breakers half-open by the clock alone. */
  private wakeLater(now: number): void {
    if (this.wakeTimer !== null) clearTimeout(this.wakeTimer);
    this.wakeTimer = null;
    if (this.queue.size + this.returning.size === 0) return;
    const times = this.replicas.flatMap((replica) => replica.changesAt(now) ?? []);
    if (times.length === 0) return;
    this.wakeTimer = setTimeout(this.pump, Math.max(1, Math.min(...times) - now));
    this.wakeTimer.unref();
  }
}
