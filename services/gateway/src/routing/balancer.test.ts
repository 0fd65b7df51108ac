import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickOfTwo } from './balancer.ts';
import { LoadSignal } from './load-signal.ts';
import { slowStartShare } from './slow-start.ts';

interface Server {
  outstanding: number;
  readonly weight: number;
  score(): number;
}
const serverOf = (weight: number): Server => ({
  outstanding: 0,
  weight,
  score() {
    return (this.outstanding + 1) / this.weight;
  },
});

/** A small generator, so that a seed decides the run. */
const randomOf = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

describe('the power of two choices', () => {
  it('never takes the more burdened of its two, nor anything but a candidate', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 10 }), fc.integer(), (loads, seed) => {
        const servers = loads.map((outstanding) => ({ ...serverOf(1), outstanding }));
        const picked = pickOfTwo(servers, 0, randomOf(Math.abs(seed)));
        expect(servers).toContain(picked);
        // With one choice each of two, the very worst can only win against an equal.
        const worst = Math.max(...loads);
        if (servers.length > 1 && loads.filter((load) => load === worst).length === 1)
          expect(picked?.outstanding).not.toBe(worst);
      }),
    );
  });

  it('spreads standing work evenly, and by weight', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (count, seed) => {
        const servers = Array.from({ length: count }, () => serverOf(1));
        const random = randomOf(seed);
        for (let i = 0; i < count * 100; i += 1) (pickOfTwo(servers, 0, random) as Server).outstanding += 1;
        for (const { outstanding } of servers) expect(Math.abs(outstanding - 100)).toBeLessThan(10);
      }),
      { numRuns: 30 },
    );
    const weighted = [serverOf(1), serverOf(3)];
    for (let i = 0; i < 400; i += 1) (pickOfTwo(weighted, 0, Math.random) as Server).outstanding += 1;
    expect(weighted.map(({ outstanding }) => outstanding)).toEqual([100, 300]);
  });

  it('has no answer for nobody', () => {
    expect(pickOfTwo([], 0, Math.random)).toBeNull();
  });
});

describe('corrections', () => {
  it('count what others do at a server, and believe it less as it ages', () => {
    const signal = new LoadSignal(6000);
    expect(signal.correction(0)).toBe(0);
    signal.observe(10, 4, 1000);
    expect([1000, 4000, 7000, 9000].map((now) => signal.correction(now))).toEqual([6, 3, 0, 0]);
    signal.observe(1, 4, 9000);
    expect(signal.correction(9000)).toBe(0);
  });

  it('bring a replica back by and by', () => {
    const options = { windowMs: 10_000, from: 0.1 };
    expect([0, 500, 5000, 10_000, 20_000].map((now) => slowStartShare(0, now, options))).toEqual([
      0.1, 0.1, 0.5, 1, 1,
    ]);
    expect(slowStartShare(null, 0, options)).toBe(1);
    expect(slowStartShare(0, 0, { windowMs: 0, from: 0.1 })).toBe(1);
  });
});
