import { expect, it } from 'vitest';
import { createComplaints } from './complaints.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { code: 'ECONNREFUSED' });

it('tells the same error once a minute, and how often it came', () => {
  const told: unknown[] = [];
  let time = 0;
  const complain = createComplaints(
    { warn: (...args: unknown[]) => void told.push(args) } as never,
    'the queue is away',
    () => time,
  );
  for (time = 0; time < 60_000; time += 2_000) complain(refused);
  const odd = new Error('odd');
  complain(odd);
  complain(refused);
  expect(told).toEqual([
    [{ reason: refused.message }, 'the queue is away'],
    [{ err: odd }, 'the queue is away'],
    [{ reason: refused.message, timesSince: 29 }, 'the queue is away'],
  ]);
});
