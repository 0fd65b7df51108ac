/** `fairness`: how much longer does a one-page request take while a very long one is running? */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '../stack.ts';
import type { Bench } from '../support/figure.ts';
import { longDocument } from '../support/long-document.ts';
import { askPipeline, elementsOf } from '../support/pipeline-client.ts';
import { printTable } from '../support/print-table.ts';
import { median } from '../support/statistics.ts';
import { pagesDone } from '../support/watch-progress.ts';
import { withInstantEngine } from '../support/with-instant-engine.ts';

const rounds = 7;
const longPages = 1000;
const fields = { visualize: false };

/** ms of each of several one-page requests, one after the other. */
const timeOnePage = async (pipeline: RunningService, page: Buffer): Promise<number[]> => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const answer = await askPipeline(pipeline.url, page, fields);
    if (elementsOf(answer).length !== 1) throw new Error('the one page did not come back');
    times.push(answer.elapsedMs);
  }
  return times;
};

/** Until the long request has pages behind it: from then on it has filled every budget that it can. */
const untilUnderWay = async (pipeline: RunningService, pagesBefore: number): Promise<void> => {
  while ((await pagesDone(pipeline)) < pagesBefore + 20) await sleep(200);
};

export const fairness: Bench = async () => {
  const [page, long] = await Promise.all([longDocument(1), longDocument(longPages)]);
  return withInstantEngine(async ({ pipeline }) => {
    await timeOnePage(pipeline, page); // Loads models and starts threads.
    const idle = await timeOnePage(pipeline, page);

    const pagesBefore = await pagesDone(pipeline);
    const giveUp = new AbortController();
    let longEnded = false;
    const longRequest = askPipeline(pipeline.url, long, fields, giveUp.signal).then(
      () => {
        longEnded = true;
      },
      (error: unknown) => {
        if (!giveUp.signal.aborted) throw error;
      },
    );
    await Promise.race([untilUnderWay(pipeline, pagesBefore), longRequest]);
    const beside = await timeOnePage(pipeline, page);
    if (longEnded) throw new Error('the long request ended too early to measure beside it');
    giveUp.abort();
    await longRequest;

    printTable(
      `A one-page request, alone and beside ${longPages} pages`,
      ['round', 'alone (ms)', 'beside (ms)'],
      idle.map((time, round) => [String(round + 1), time.toFixed(0), beside[round]!.toFixed(0)]),
    );
    return [
      {
        name: 'time beside a long request over idle time (medians)',
        value: median(beside) / median(idle),
        bar: { sense: 'at most', value: 3 },
      },
    ];
  });
};
