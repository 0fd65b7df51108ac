import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../support/random.ts';
import { atRank, quantilesOf } from './calibration.ts';
import { simulateRecto, simulateReference, simulateServersAlone } from './scenario.ts';
import { makeTrace, mixedSizes, pagesOf } from './trace.ts';
import type { VlmProfile } from './vlm-server.ts';

const contents = { cropsOfPage: [1, 6, 20], imageTokens: [144, 200, 1280], textTokens: [2, 30, 400] };
const costs = {
  openMs: 5,
  renderMs: 50,
  layoutMs: 150,
  cropMs: 3,
  assembleMs: 10,
  rasterBytes: 6e6,
};
const profile: VlmProfile = {
  name: 'test',
  stepMs: 5,
  sequenceMs: 0.02,
  cachedTokenMs: 0,
  promptTokenMs: 0.05,
  maxSequences: 64,
  maxBatchedTokens: 8192,
  cacheTokens: 1e6,
};
const base = { profile, servers: 1, costs, seed: 1 };
const machines = (count: number, cores = 4) => Array.from({ length: count }, () => ({ cores }));
const traceOf = (sizes: readonly number[], seed = 1) => makeTrace(sizes, contents, randomFrom(seed));

describe('every page is done once', () => {
  const shapes = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
    nodes: fc.integer({ min: 1, max: 4 }),
    cores: fc.integer({ min: 1, max: 8 }),
    servers: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1000),
  });
  it('by either design, whatever the documents and the machines', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ sizes, nodes, cores, servers, seed }) => {
        const trace = traceOf(sizes, seed);
        const scenario = { ...base, servers, seed, machines: machines(nodes, cores) };
        // Both throw where a page is missing or doubled.
        const recto = await simulateRecto(trace, scenario);
        const reference = await simulateReference(trace, { ...base, layoutMs: 20 });
        for (const { vlmBusy } of [recto, reference]) {
          expect(vlmBusy).toBeGreaterThan(0);
          expect(vlmBusy).toBeLessThanOrEqual(1);
        }
        expect(recto.coresBusy).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });
});

it('is the same again with the same seed', async () => {
  const run = () => simulateRecto(traceOf([40, 3, 17]), { ...base, machines: machines(2) });
  expect(await run()).toEqual(await run());
});

describe('what must hold of any house', () => {
  it('nobody is faster than the servers alone', async () => {
    const trace = traceOf([60, 30]);
    const alone = await simulateServersAlone(trace, base);
    const { pagesPerSecond } = await simulateRecto(trace, { ...base, machines: machines(4, 16) });
    expect(pagesPerSecond).toBeLessThanOrEqual(alone);
    expect(pagesPerSecond).toBeGreaterThan(0.7 * alone);
  });

  it('cores are the limit where they are few, and twice as many do twice as much', async () => {
    const trace = traceOf([120]);
    const fast = { ...base, profile: { ...profile, stepMs: 0.1, promptTokenMs: 0 } };
    const one = await simulateRecto(trace, { ...fast, machines: machines(1, 1) });
    const two = await simulateRecto(trace, { ...fast, machines: machines(2, 1) });
    expect(one.coresBusy).toBeGreaterThan(0.95);
    expect(two.pagesPerSecond / one.pagesPerSecond).toBeGreaterThan(1.85);
  });

  it('processes on one machine share its cores', async () => {
    const trace = traceOf([60]);
    const fast = { ...base, profile: { ...profile, stepMs: 0.1, promptTokenMs: 0 } };
    const one = await simulateRecto(trace, { ...fast, machines: machines(1, 2) });
    const shared = await simulateRecto(trace, { ...fast, machines: machines(2, 2), sharedCores: 2 });
    expect(shared.pagesPerSecond / one.pagesPerSecond).toBeLessThan(1.1);
  });

  it('one request at a time leaves the server idle between small ones', async () => {
    const trace = traceOf(Array.from({ length: 20 }, () => 2));
    const recto = await simulateRecto(trace, { ...base, machines: machines(2, 8) });
    const reference = await simulateReference(trace, { ...base, layoutMs: 20 });
    expect(recto.pagesPerSecond).toBeGreaterThan(1.3 * reference.pagesPerSecond);
  });
});

describe('the trace', () => {
  it('has what was asked, the same for the same seed', () => {
    const sizes = mixedSizes(50, 60, randomFrom(4));
    expect(sizes).toHaveLength(50);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
    const trace = traceOf(sizes);
    expect(pagesOf(trace)).toBe(sizes.reduce((a, b) => a + b, 0));
    expect(traceOf(sizes)).toEqual(trace);
    const crops = trace.flatMap(({ pages }) => pages.flatMap((page) => page.crops));
    expect(Math.min(...crops.map(({ outputTokens }) => outputTokens))).toBeGreaterThanOrEqual(2);
    expect(Math.max(...crops.map(({ promptTokens }) => promptTokens))).toBeLessThanOrEqual(1296);
  });

  it('draws by rank between what was measured', () => {
    expect([0, 0.25, 0.5, 0.999].map((rank) => Math.round(atRank([0, 10, 100], rank)))).toEqual([
      0, 5, 10, 100,
    ]);
    expect(quantilesOf([5, 1, 3], 2)).toEqual([1, 3, 5]);
  });
});
