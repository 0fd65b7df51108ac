/**
 * The walk of one request: get the bytes, open the document, send its pages through the house, keep the finished
 * ones on disk in the order of the document. An answer is written from what this returns.
 */
import { type BlockFailure, type DataInfo, RectoError } from '@recto/contracts';
import { type OpenedDocument, parsePageSelection } from '@recto/documents';
import { asRectoError } from '@recto/service-kit';
import { createRunningHeads } from '@recto/vision';
import { deadline, linked } from './deadline.ts';
import { exportSpooled, type SpooledExports } from './export-spooled.ts';
import type { FileSource } from './file-source.ts';
import { type ParsedPage, parsePage, spoolFailedPage, type Walk } from './parse-page.ts';
import type { ParseSettings } from './parse-settings.ts';
import type { ConductorParts } from './parts.ts';
import { restructureSpooled } from './restructure-spooled.ts';
import type { SpoolFile } from './spool.ts';
import { createStageClock, type TimedStep } from './stage-clock.ts';

export interface ParsedDocument {
  readonly pages: readonly ParsedPage[];
  readonly dataInfo: DataInfo;
  /** Files of the whole document; null where none is wanted or each page has its own. */
  readonly exports: SpooledExports | null;
  /** Empty unless the request accepts partial results. */
  readonly failures: readonly BlockFailure[];
  /** ms per step. */
  readonly timings: ReadonlyMap<TimedStep, number>;
  /** Holds the pages; the caller closes it when the answer is out. */
  readonly spool: SpoolFile;
}

/** Throws RectoError; the signal's reason when it fires. Leaves nothing behind when it throws. */
export async function parseDocument(
  source: FileSource,
  settings: ParseSettings,
  parts: ConductorParts,
  signal: AbortSignal,
): Promise<ParsedDocument> {
  const request = deadline(signal, parts.limits.requestMs, () => new RectoError('request.timeout'));
  const clock = createStageClock(parts.observe.step);
  const spool = await parts.spool.open();
  try {
    const bytes = await clock.time('fetch', () => bytesOf(source, parts, request.signal));
    const document = await clock.time('open', () => open(bytes, settings, parts, request.signal));
    try {
      const turn = parts.scheduler.enter();
      const runningHeads = createRunningHeads();
      const deliver = parts.outputFiles?.forRequest(settings.logId) ?? null;
      const walk: Walk = { document, settings, parts, turn, spool, clock, runningHeads, deliver };
      const indexes = choosePages(document, settings, parts);
      const pages = await parsePages(walk, indexes, request.signal);
      const restructured = await restructureSpooled(walk, pages, request.signal);
      const exported = await exportSpooled(walk, restructured, request.signal);
      const failures = pages.flatMap((page) => page.failures);
      const dataInfo = describe(document, pages);
      return { ...exported, dataInfo, failures, timings: clock.totals, spool };
    } finally {
      await document.close();
    }
  } catch (error) {
    await spool.close();
    throw request.signal.aborted ? request.signal.reason : error;
  } finally {
    request.clear();
  }
}

async function bytesOf(
  source: FileSource,
  { outbound, limits }: ConductorParts,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (source.kind === 'bytes') return source.bytes;
  const file = await outbound.fetchFile(source.url, {
    maxBytes: limits.fetchBytes,
    timeoutMs: limits.fetchMs,
    minBytesPerSecond: limits.fetchMinBytesPerSecond,
    signal,
  });
  if (file.bytes.byteLength === 0) throw new RectoError('file.empty');
  return file.bytes;
}

const open = (
  bytes: Uint8Array,
  { fileType, password }: ParseSettings,
  { documents }: ConductorParts,
  signal: AbortSignal,
): Promise<OpenedDocument> =>
  documents.open({
    bytes,
    type: fileType === null ? undefined : fileType === 0 ? 'pdf' : 'image',
    password: password ?? undefined,
    signal,
  });

function choosePages(
  document: OpenedDocument,
  { pages }: ParseSettings,
  { limits }: ConductorParts,
): number[] {
  const chosen =
    pages === null
      ? Array.from({ length: document.pageCount }, (_, index) => index)
      : parsePageSelection(pages, document.pageCount);
  if (limits.pages !== null && chosen.length > limits.pages) {
    throw new RectoError('file.too_many_pages', {
      message: `The request has ${chosen.length} pages, this server accepts ${limits.pages}: select some with "pages"`,
    });
  }
  return chosen;
}

const bytesPerPixel = 3;

/** Starts a page whenever the scheduler has room. The first failure stops the others, unless failures are accepted. */
async function parsePages(
  walk: Walk,
  indexes: readonly number[],
  parent: AbortSignal,
): Promise<ParsedPage[]> {
  const finished: ParsedPage[] = new Array(indexes.length);
  const running = new Set<Promise<void>>();
  const failure = new AbortController();
  const signal = linked(parent, failure.signal);
  const start = (index: number, pageNumber: number, leave: () => void) => {
    const page = settlePage(walk, index, pageNumber, signal)
      .then((parsed) => {
        finished[pageNumber] = parsed;
      })
      .catch((error: unknown) => failure.abort(error))
      .finally(() => {
        leave();
        running.delete(page);
      });
    running.add(page);
  };

  try {
    for (const [pageNumber, index] of indexes.entries()) {
      start(index, pageNumber, await walk.turn.beginPage(rasterBytes(walk, index), signal));
    }
  } catch (error) {
    failure.abort(error);
  }
  await Promise.all(running);
  signal.throwIfAborted();
  throwIfAllFailed(finished);
  return finished;
}

/** A turned page is a second raster. */
function rasterBytes({ document, settings }: Walk, index: number): number {
  const { width, height } = document.pageSize(index);
  return width * height * bytesPerPixel * (settings.preprocessing ? 2 : 1);
}

/** A page within its time; its failure is a value where the request accepts partial results. */
async function settlePage(
  walk: Walk,
  index: number,
  pageNumber: number,
  parent: AbortSignal,
): Promise<ParsedPage> {
  const { signal, clear } = deadline(parent, walk.parts.limits.pageMs, () => new RectoError('page.timeout'));
  try {
    const page = await parsePage(walk, index, pageNumber, signal);
    walk.parts.observe.page('ok');
    return page;
  } catch (thrown) {
    parent.throwIfAborted();
    walk.parts.observe.page('failed');
    const error = asRectoError(signal.aborted ? signal.reason : thrown);
    if (walk.settings.recognition.onError === 'strict') throw placed(error, index, pageNumber);
    return await spoolFailedPage(walk, index, pageNumber, error);
  } finally {
    clear();
  }
}

/** The message of a failed request says where: pages as a reader counts them, blocks as the answer would. */
function placed(error: RectoError, index: number, pageNumber: number): RectoError {
  const block = error.block === undefined ? '' : `, block ${error.block}`;
  return new RectoError(error.code, {
    message: `${error.message} (page ${index + 1}${block})`,
    page: pageNumber,
    block: error.block,
    retryAfterSeconds: error.retryAfterSeconds,
    cause: error.cause ?? error,
  });
}

/** Nothing to show is a failure, also where partial results are accepted. */
function throwIfAllFailed(pages: readonly ParsedPage[]): void {
  const failed = pages.filter((page) => page.failures.some((failure) => failure.block === undefined));
  const first = failed[0]?.failures[0];
  if (first && failed.length === pages.length) {
    throw new RectoError(first.code as RectoError['code'], { message: first.message, page: first.page });
  }
}

function describe(document: OpenedDocument, pages: readonly ParsedPage[]): DataInfo {
  const sizes = pages.map(({ size: { width, height } }) => ({ width, height }));
  if (document.type === 'pdf') return { numPages: sizes.length, pages: sizes, type: 'pdf' };
  const first = sizes[0] as { width: number; height: number };
  return sizes.length === 1
    ? { ...first, type: 'image' }
    : { ...first, type: 'image', numPages: sizes.length, pages: sizes };
}
