/** What limits of a key must do, wherever they are counted: the same cases for memory, Redis and PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createKeySlots } from './key-slots.ts';
import { createPageAllowance, type PageUse } from './page-allowance.ts';
import { createSharedCounts, type SharedCounts } from './shared-counts.ts';

/** Renewed three times while it runs: a machine that stalls for two thirds of it is no fault of the code. */
const leaseSeconds = 4;

/** @param url null for the memory of one process */
export function limitsCases(url: () => string | null): void {
  const open: SharedCounts[] = [];
  afterEach(async () => {
    for (const counts of open.splice(0)) await counts.close();
  });
  const namespaceOf = () => `test-${randomBytes(6).toString('hex')}`;
  const connect = (namespace = namespaceOf()) => {
    const counts = createSharedCounts({ url: url(), namespace, onError: () => {} });
    open.push(counts);
    return counts;
  };

  describe('pages per minute', () => {
    const allowance = (perMinute: number | null, counts = connect()) => {
      const hits: PageUse[] = [];
      return { ...createPageAllowance({ perMinute, counts, onHit: (use) => hits.push(use) }), hits };
    };

    it('let documents begin until the minute is used up, each key for itself', async () => {
      const { take, wait, hits } = allowance(10);
      expect(await take('ada', 6, 'interactive')).toBe(0);
      expect(await take('ada', 4, 'interactive')).toBe(0);
      const waitMs = await take('ada', 1, 'interactive');
      expect(waitMs).toBeGreaterThan(30_000);
      expect(waitMs).toBeLessThanOrEqual(60_000);
      expect(await wait('ada', 'interactive')).toBeGreaterThan(30_000);
      expect(await take('bob', 1, 'interactive')).toBe(0);
      expect(hits).toEqual(['interactive', 'interactive']);
    });

    it('let a document of a thousand pages begin, and take them from the minutes that follow', async () => {
      const { take, wait } = allowance(100);
      expect(await take('ada', 1000, 'interactive')).toBe(0);
      const waitMs = await wait('ada', 'interactive');
      expect(waitMs).toBeGreaterThan(9.5 * 60_000);
      expect(waitMs).toBeLessThanOrEqual(10 * 60_000 + 1000);
    });

    it('leave a quarter of a minute of jobs to requests', async () => {
      const { take, hits } = allowance(8);
      expect(await take('ada', 6, 'job')).toBe(0);
      expect(await take('ada', 1, 'job')).toBeGreaterThan(0);
      expect(await take('ada', 2, 'interactive')).toBe(0);
      expect(await take('ada', 1, 'interactive')).toBeGreaterThan(0);
      expect(hits).toEqual(['job', 'interactive']);
    });

    it('are not passed by those who come at once: one goes into debt', async () => {
      const counts = connect();
      const each = await Promise.all(
        Array.from({ length: 8 }, () => allowance(10, counts).take('ada', 25, 'interactive')),
      );
      expect(each.filter((waitMs) => waitMs === 0)).toHaveLength(1);
    });

    it('are no limit where none is set', async () => {
      const { take, wait } = allowance(null);
      expect(await take('ada', 1_000_000, 'job')).toBe(0);
      expect(await wait('ada', 'job')).toBe(0);
    });
  });

  describe('slots', () => {
    it('are as many as a key may have, for each kind of task', async () => {
      const slots = createKeySlots(connect(), 2);
      const held = [await slots.enter('ada', 'range'), await slots.enter('ada', 'range')];
      expect(held).not.toContain(null);
      expect(await slots.enter('ada', 'range')).toBeNull();
      expect(await slots.enter('ada', 'document')).not.toBeNull();
      expect(await slots.enter('bob', 'range')).not.toBeNull();
      await held[1]?.();
      expect(await slots.enter('ada', 'range')).not.toBeNull();
    });

    it('are given to no more than there are, of many who ask at once', async () => {
      const slots = createKeySlots(connect(), 3);
      const asked = await Promise.all(Array.from({ length: 12 }, () => slots.enter('ada', 'range')));
      expect(asked.filter((leave) => leave !== null)).toHaveLength(3);
    });

    it('are kept as long as their holder lives, and free when it has died', async () => {
      const counts = connect();
      const slots = createKeySlots(counts, 1, leaseSeconds);
      const leave = await slots.enter('ada', 'range');
      await sleep(leaseSeconds * 1000 + 700);
      expect(await slots.enter('ada', 'range')).toBeNull();
      await leave?.();
      // Nobody renews this one.
      await counts.add('slot:range:ada:0', 1, leaseSeconds);
      expect(await slots.enter('ada', 'range')).toBeNull();
      await sleep(leaseSeconds * 1000 + 300);
      expect(await slots.enter('ada', 'range')).not.toBeNull();
    });
  });

  it('count for all who share the store', async () => {
    if (url() === null) return;
    const namespace = namespaceOf();
    const [here, there] = [connect(namespace), connect(namespace)];
    await here.add('key', 3, 60);
    expect((await there.add('key', 2, 60)).points).toBe(5);
    expect((await connect().read('key')).points).toBe(0);
  });
}
