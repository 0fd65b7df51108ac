/** Pages of one document on their way at once, as many as the scheduler has room for. */
import { RectoError } from '@recto/contracts';
import { asRectoError } from '@recto/service-kit';
import { deadline, linked } from './deadline.ts';
import { type ParsedPage, parsePage, type Walk } from './parse-page.ts';

export interface PagePlace {
  /** Of the page in the document. */
  readonly index: number;
  /** Of the page in the answer, from 0. */
  readonly pageNumber: number;
}

/** What becomes of each page. What these throw stops all of them. */
export interface PageEnds {
  done(place: PagePlace, page: ParsedPage): Promise<void> | void;
  failed(place: PagePlace, error: RectoError): Promise<void> | void;
}

const bytesPerPixel = 3;

/** Throws what `ends` throws; the signal's reason when it fires. Nothing runs any more when it settles. */
export async function parsePages(
  walk: Walk,
  places: readonly PagePlace[],
  ends: PageEnds,
  parent: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failure = new AbortController();
  const signal = linked(parent, failure.signal);
  const start = (place: PagePlace, leave: () => void) => {
    const page = settlePage(walk, place, ends, signal)
      .catch((error: unknown) => failure.abort(error))
      .finally(() => {
        leave();
        running.delete(page);
      });
    running.add(page);
  };

  try {
    for (const place of places) {
      start(place, await walk.turn.beginPage(rasterBytes(walk, place.index), signal));
    }
  } catch (error) {
    failure.abort(error);
  }
  await Promise.all(running);
  signal.throwIfAborted();
}

/** A turned page is a second raster. */
function rasterBytes({ document, settings }: Walk, index: number): number {
  const { width, height } = document.pageSize(index);
  return width * height * bytesPerPixel * (settings.preprocessing ? 2 : 1);
}

/** A page within its time. */
async function settlePage(walk: Walk, place: PagePlace, ends: PageEnds, parent: AbortSignal): Promise<void> {
  const { signal, clear } = deadline(parent, walk.parts.limits.pageMs, () => new RectoError('page.timeout'));
  try {
    const page = await parsePage(walk, place.index, place.pageNumber, signal).catch((thrown: unknown) => {
      parent.throwIfAborted();
      return asRectoError(signal.aborted ? signal.reason : thrown);
    });
    const failed = page instanceof RectoError;
    walk.parts.observe.page(failed ? 'failed' : 'ok');
    await (failed ? ends.failed(place, page) : ends.done(place, page));
  } finally {
    clear();
  }
}

/** The message of a failed request says where: pages as a reader counts them, blocks as the answer would. */
export function placedError(error: RectoError, { index, pageNumber }: PagePlace): RectoError {
  const block = error.block === undefined ? '' : `, block ${error.block}`;
  return new RectoError(error.code, {
    message: `${error.message} (page ${index + 1}${block})`,
    page: pageNumber,
    block: error.block,
    retryAfterSeconds: error.retryAfterSeconds,
    cause: error.cause ?? error,
  });
}
