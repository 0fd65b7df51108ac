/**
 * One shared supply of something (slots of a stage, bytes of memory) and a waiting line that is fair between
 * tenants: the line is served round robin, one grant a tenant a turn, so that a document with a thousand pages
 * delays a document with one page by one grant. Whose turn it is is never overtaken by a smaller wish.
 */

/** Whoever stands in line as one: a document, a request. Compared by identity. */
export interface Tenant {
  /** Takes no part of what is reserved. */
  readonly background?: boolean;
}

export interface FairBudgetOptions {
  readonly capacity: number;
  /** The most that one tenant may hold while it holds anything at all; leaves room for newcomers. Default: all. */
  readonly share?: number;
  /** Share of the capacity that tenants in the background together leave free, as long as they hold anything. Default: none. */
  readonly reserve?: number;
  /** A tenant that holds nothing gets its first grant at once, above the capacity if need be. */
  readonly oneEach?: boolean;
}

export interface FairBudget {
  readonly used: number;
  readonly waiting: number;
  /**
   * Waits for `amount`; an amount beyond the capacity is granted alone.
   * @returns gives the amount back; calling it again does nothing.
   * Rejects with the signal's reason.
   */
  acquire(tenant: Tenant, amount: number, signal: AbortSignal): Promise<() => void>;
}

interface Waiter {
  readonly amount: number;
  readonly grant: () => void;
}

export function createFairBudget(options: FairBudgetOptions): FairBudget {
  const share = options.share ?? options.capacity;
  const held = new Map<Tenant, number>();
  /** In order of turns: a tenant goes to the end when it is served. */
  const lines = new Map<Tenant, Waiter[]>();
  const forBackground = options.capacity * (1 - (options.reserve ?? 0));
  let used = 0;
  let usedByBackground = 0;

  const count = ({ background }: Tenant, amount: number) => {
    used += amount;
    if (background) usedByBackground += amount;
  };

  const take = (tenant: Tenant, amount: number) => {
    count(tenant, amount);
    held.set(tenant, (held.get(tenant) ?? 0) + amount);
  };

  const giveBack = (tenant: Tenant, amount: number) => {
    count(tenant, -amount);
    const left = (held.get(tenant) ?? 0) - amount;
    if (left > 0) held.set(tenant, left);
    else held.delete(tenant);
    serve();
  };

  const verdict = (tenant: Tenant, amount: number): 'fits' | 'over its share' | 'full' => {
    const own = held.get(tenant) ?? 0;
    if (own === 0 && options.oneEach) return 'fits';
    if (own > 0 && own + amount > share) return 'over its share';
    if (tenant.background && usedByBackground > 0 && usedByBackground + amount > forBackground)
      return 'over its share';
    return used === 0 || used + amount <= options.capacity ? 'fits' : 'full';
  };

  /** Serves whoever can be served, in order of turns. */
  function serve(): void {
    let served = true;
    while (served) served = serveOne();
  }

  function serveOne(): boolean {
    for (const [tenant, line] of lines) {
      const waiter = line[0] as Waiter;
      const answer = verdict(tenant, waiter.amount);
      if (answer === 'full') return false;
      if (answer === 'over its share') continue;
      line.shift();
      lines.delete(tenant);
      if (line.length > 0) lines.set(tenant, line);
      take(tenant, waiter.amount);
      waiter.grant();
      return true;
    }
    return false;
  }

  const leaveLine = (tenant: Tenant, waiter: Waiter) => {
    const line = lines.get(tenant);
    const place = line?.indexOf(waiter) ?? -1;
    if (!line || place < 0) return;
    line.splice(place, 1);
    if (line.length === 0) lines.delete(tenant);
    serve();
  };

  return {
    get used() {
      return used;
    },
    get waiting() {
      let count = 0;
      for (const line of lines.values()) count += line.length;
      return count;
    },
    acquire: (tenant, amount, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const onAbort = () => {
          leaveLine(tenant, waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          amount,
          grant: () => {
            signal.removeEventListener('abort', onAbort);
            resolve(once(() => giveBack(tenant, amount)));
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        const line = lines.get(tenant);
        if (line) line.push(waiter);
        else lines.set(tenant, [waiter]);
        return serve();
      }),
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
