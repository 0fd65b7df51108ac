/**
 * The design that Recto stands in for (pipeline.md 1, deploy-and-backends.md A.4): one request at a time. Within it three threads:
 * pages come in batches of 64, layout detection takes them eight at a time, and the third gathers what is there for half a second, asks
 * for all of it, 200 questions at a time, and gathers again when the last answer is in.
 */
import type { PageCosts } from './calibration.ts';
import type { VirtualClock } from './clock.ts';
import type { Trace, TraceDocument, TracePage } from './trace.ts';
import type { VlmServer } from './vlm-server.ts';

const inputBatch = 64;
const layoutBatch = 8;
const gatherMs = 500;
const questionsAtOnce = 200;

export interface ReferenceOptions {
  readonly costs: PageCosts;
  /** Layout detection runs on an accelerator there, ms a page. */
  readonly layoutMs: number;
  /** One server: the design knows one address. */
  readonly server: VlmServer;
  readonly pageDone: (document: TraceDocument, page: number) => void;
}

/** Until every page of every document is done. */
export async function runReference(
  trace: Trace,
  options: ReferenceOptions,
  clock: VirtualClock,
): Promise<void> {
  for (const document of trace) await runRequest(document, options, clock);
}

async function runRequest(
  document: TraceDocument,
  { costs, layoutMs, server, pageDone }: ReferenceOptions,
  clock: VirtualClock,
): Promise<void> {
  const { pages } = document;
  const rendered = createPipe<readonly TracePage[]>();
  const detected = createPipe<readonly TracePage[]>();

  const input = async () => {
    await clock.sleep(costs.openMs);
    for (const batch of batches(pages, inputBatch)) {
      await clock.sleep(batch.length * costs.renderMs);
      rendered.put(batch);
    }
    rendered.end();
  };
  const layout = async () => {
    for (let batch = await rendered.take(); batch !== null; batch = await rendered.take()) {
      for (const chunk of batches(batch, layoutBatch)) {
        await clock.sleep(chunk.length * layoutMs);
        detected.put(chunk);
      }
    }
    detected.end();
  };
  const recognition = async () => {
    for (let first = await detected.take(); first !== null; first = await detected.take()) {
      const gathered = [...first];
      const until = clock.now + gatherMs;
      while (clock.now < until && !detected.isOver()) {
        const more = detected.takeNow();
        if (more) gathered.push(...more);
        else await detected.news(until - clock.now, clock);
      }
      const crops = gathered.flatMap((page) => page.crops);
      await clock.sleep(crops.length * costs.cropMs);
      await inLanes(crops, questionsAtOnce, (crop) => new Promise<void>((done) => server.ask(crop, done)));
    }
  };
  await Promise.all([input(), layout(), recognition()]);
  // The answer is written when all pages are there.
  await clock.sleep(pages.length * costs.assembleMs);
  for (const page of pages.keys()) pageDone(document, page);
}

async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

const batches = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, k) => items.slice(k * size, (k + 1) * size));

/** A queue between two threads. */
function createPipe<T>() {
  const items: T[] = [];
  let ended = false;
  let wake = () => {};
  const isOver = () => ended && items.length === 0;
  return {
    isOver,
    put: (item: T) => {
      items.push(item);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    takeNow: (): T | undefined => items.shift(),
    /** Null when nothing will come any more. */
    take: async (): Promise<T | null> => {
      while (items.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      return items.shift() ?? null;
    },
    /** Until something comes, or so many ms. */
    news: (ms: number, clock: VirtualClock): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
        clock.after(ms, () => {
          resolve();
          return true;
        });
      }),
  };
}
