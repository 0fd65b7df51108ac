import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

describe('slots', () => {
  it('hold what was put there and not released, in as many places as were taken at once', () => {
    // True takes a place, false releases the longest held.
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (moves) => {
        const slots = new Slots<{ readonly name: number }>();
        const held: { readonly name: number; readonly place: number }[] = [];
        const places = new Set<number>();
        let most = 0;
        for (const [name, takes] of moves.entries()) {
          if (takes) {
            const place = slots.take({ name });
            expect(held.map((one) => one.place)).not.toContain(place);
            held.push({ name, place });
            places.add(place);
          } else if (held.length > 0) slots.release((held.shift() as { place: number }).place);
          most = Math.max(most, held.length);
          const names = slots.all().map((thing) => thing.name);
          expect(names.sort()).toEqual(held.map((one) => one.name).sort());
        }
        expect(places.size).toBe(most);
      }),
    );
  });
});
