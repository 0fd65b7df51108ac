import { expect, it } from 'vitest';
import { randomFrom } from '../support/random.ts';
import type { ThreadMemory } from './memory-report.ts';
import { growthPerPage } from './watch-process.ts';

const thread: ThreadMemory = { heapTotal: 14e6, heapUsed: 12e6, external: 11e6, arrayBuffers: 0 };

/**
 * A sample every 72 seconds and 540 pages of half an hour: memory that grows at first, then by so much a page; on top of it up to 8 MB
 * without order, a thread that comes and goes, and rasters that are kept. The amounts are those of a pipeline.
 */
const soak = (perPage: number, random = randomFrom(3)) =>
  Array.from({ length: 25 }, (_, i) => {
    const withTables = random() < 0.5;
    const idleRasters = Math.floor(20 + 8 * random()) * 3e6;
    const grown = Math.min(i, 5) * 1e7 + i * 540 * perPage;
    const trimmed = 280e6 + grown + idleRasters + (withTables ? 15e6 : 0) + 8e6 * random();
    return {
      atMs: i * 72_000,
      pages: i * 540,
      resident: { asItStood: 2 * trimmed, collected: trimmed, trimmed },
      idleRasters,
      threads: Array.from({ length: withTables ? 6 : 5 }, () => thread),
    };
  });

it('tells a leak of 2 MB per 1,000 pages from none, whatever comes and goes beside it', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const sound = growthPerPage(soak(0, randomFrom(seed)), 450_000);
    expect(sound.value).toBeLessThan(1_000);
    const leaking = growthPerPage(soak(2_000, randomFrom(seed)), 450_000);
    expect(leaking.value).toBeGreaterThan(1_000);
  }
});

it('leaves the warm-up out', () => {
  const beginning = soak(0).slice(0, 7);
  expect(growthPerPage(beginning, 0).value).toBeGreaterThan(5_000);
});

it('says nothing where there is too little to say it from', () => {
  expect(growthPerPage(soak(0).slice(0, 8), 1_000_000).value).toBeNaN();
});
