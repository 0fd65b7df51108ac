import { expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import { createScheduler } from './scheduler.ts';

const never = new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));
const limits = {
  pagesInFlight: 2,
  rasterBytesInFlight: 100,
  stages: { render: 1, layout: 1, ask: 1, assemble: 1, restructure: 1, export: 1 },
};

it('gives a page back all that it took, also when it never began', async () => {
  const scheduler = createScheduler(limits);
  const [turn, other] = [scheduler.enter(), scheduler.enter()];
  const endStay = await turn.beginPage(90, never);
  const gone = new AbortController();
  const waiting = other.beginPage(50, gone.signal);
  await settle();
  expect([scheduler.pagesInFlight, scheduler.rasterBytesInFlight]).toEqual([2, 90]);
  gone.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(scheduler.pagesInFlight).toBe(1);
  endStay();
  expect([scheduler.pagesInFlight, scheduler.rasterBytesInFlight]).toEqual([0, 0]);
});

it('lets a page that is larger than the whole budget pass alone', async () => {
  const scheduler = createScheduler(limits);
  const endStay = await scheduler.enter().beginPage(1000, never);
  expect(scheduler.rasterBytesInFlight).toBe(1000);
  endStay();
});

it.each([
  ['leave a quarter to requests', undefined, 1],
  ['have everything where no request can come', false, 2],
])('documents in the background %s', async (_, interactive, atOnce) => {
  const stages = { ...limits.stages, layout: 2 };
  const scheduler = createScheduler({ ...limits, stages, ...(interactive === false && { interactive }) });
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await settle();
    running -= 1;
  };
  const turns = [1, 2, 3].map(() => scheduler.enter('background'));
  await Promise.all(turns.map((turn) => turn.run('layout', never, work)));
  expect(most).toBe(atOnce);
});

it('leaves a stage when its work fails', async () => {
  const turn = createScheduler(limits).enter();
  await expect(turn.run('layout', never, () => Promise.reject(new Error('bad')))).rejects.toThrow('bad');
  expect(await turn.run('layout', never, async () => 'next')).toBe('next');
});

it('admits requests by place and by memory', async () => {
  const admission = createAdmission({
    requestsAtOnce: 2,
    requestsWaiting: 1,
    bodyBytesInFlight: 100,
    retryAfterSeconds: 3,
  });
  const [first, second] = [await admission.enter(60, never), await admission.enter(10, never)];
  const third = admission.enter(10, never);
  await expect(admission.enter(10, never)).rejects.toMatchObject({
    code: 'server.busy',
    retryAfterSeconds: 3,
  });
  let grown = false;
  const growing = second.holdInstead(80, never).then(() => {
    grown = true;
  });
  await settle();
  expect(grown).toBe(false);
  first.leave();
  await growing;
  second.leave();
  (await third).leave();
  expect([admission.running, admission.waiting]).toEqual([0, 0]);
});
