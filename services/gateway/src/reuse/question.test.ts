import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf } from '../test-support/calls.ts';
import { asksTheSame, digest, questionOf } from './question.ts';

const members = fc.dictionary(
  fc.constantFrom('model', 'temperature', 'user', 'messages', 'n'),
  fc.oneof(
    fc.integer({ min: 0, max: 2 }),
    fc.string({ maxLength: 3 }),
    fc.array(fc.string({ maxLength: 2 }), { maxLength: 3 }),
  ),
);
const reversed = (content: object) => Object.fromEntries(Object.entries(content).toReversed());
const relevant = (content: object) => JSON.stringify(Object.entries({ ...content, user: 0 }).sort());

describe('two calls', () => {
  it('ask the same exactly where their relevant members are equal', () => {
    fc.assert(
      fc.property(members, members, (a, b) => {
        const same = relevant(a) === relevant(b);
        const [left, right] = [callOf(a), callOf(reversed(b))];
        const [one, other] = [questionOf(left), questionOf(right)];
        expect(asksTheSame(one, other)).toBe(same);
        expect(digest(left, 's') === digest(right, 's')).toBe(same);
        if (same) expect(one.sketch).toBe(other.sketch);
      }),
      { numRuns: 500 },
    );
  });

  it('have digests of their own in each scope, and with each change that the gateway makes', () => {
    const call = callOf({ model: 'm' });
    const others = [digest(call, 'other'), digest({ ...call, changes: { temperature: 1 } }, 's')];
    expect(others).not.toContain(digest(call, 's'));
  });
});
