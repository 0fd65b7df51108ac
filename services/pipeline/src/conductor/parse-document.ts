/**
 * The walk of one request: get the bytes, open the document, send its pages through the house, keep the finished
 * ones on disk in the order of the document. An answer is written from what this returns.
 */
import { type BlockFailure, type DataInfo, RectoError } from '@recto/contracts';
import type { OpenedDocument } from '@recto/documents';
import { createRunningHeads } from '@recto/vision';
import { deadline } from './deadline.ts';
import { choosePages, describePages, throwIfAllFailed } from './document-pages.ts';
import { exportSpooled, type SpooledExports } from './export-spooled.ts';
import type { FileSource } from './file-source.ts';
import { type ParsedPage, spoolFailedPage, type Walk } from './parse-page.ts';
import { type PageEnds, parsePages, placedError } from './parse-pages.ts';
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

/**
 * @param mayBegin is asked when the document has been opened, and throws where so many pages must not begin
 * Throws RectoError; the signal's reason when it fires. Leaves nothing behind when it throws.
 */
export async function parseDocument(
  source: FileSource,
  settings: ParseSettings,
  parts: ConductorParts,
  signal: AbortSignal,
  mayBegin: (pages: number) => Promise<void> = async () => {},
): Promise<ParsedDocument> {
  const request = deadline(signal, parts.limits.requestMs, () => new RectoError('request.timeout'));
  const clock = createStageClock(parts.observe.step);
  const spool = await parts.spool.open();
  try {
    const bytes = await clock.time('fetch', () => bytesOf(source, parts, request.signal));
    const document = await clock.time('open', () => openDocument(bytes, settings, parts, request.signal));
    try {
      const indexes = choosePages(document, settings, parts);
      await mayBegin(indexes.length);
      const turn = parts.scheduler.enter();
      const runningHeads = createRunningHeads();
      const deliver = parts.outputFiles?.forRequest(settings.logId) ?? null;
      const walk: Walk = { document, settings, parts, turn, spool, clock, runningHeads, deliver };
      const pages = await parseAll(walk, indexes, request.signal);
      const restructured = await restructureSpooled(walk, pages, request.signal);
      const exported = await exportSpooled(walk, restructured, request.signal);
      const failures = pages.flatMap((page) => page.failures);
      const dataInfo = describePages(
        document.type,
        pages.map(({ size }) => size),
      );
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

async function bytesOf(source: FileSource, parts: ConductorParts, signal: AbortSignal): Promise<Uint8Array> {
  return source.kind === 'bytes' ? source.bytes : fetchDocument(source.url, parts, signal);
}

/** Throws RectoError url.*, file.empty. */
export async function fetchDocument(
  url: string,
  { outbound, limits }: ConductorParts,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const file = await outbound.fetchFile(url, {
    maxBytes: limits.fetchBytes,
    timeoutMs: limits.fetchMs,
    minBytesPerSecond: limits.fetchMinBytesPerSecond,
    signal,
  });
  if (file.bytes.byteLength === 0) throw new RectoError('file.empty');
  return file.bytes;
}

/** Throws RectoError file.*, image.*. */
export const openDocument = (
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

/** The first failure stops the others, unless failures are accepted. */
async function parseAll(walk: Walk, indexes: readonly number[], signal: AbortSignal): Promise<ParsedPage[]> {
  const finished: ParsedPage[] = new Array(indexes.length);
  const places = indexes.map((index, pageNumber) => ({ index, pageNumber }));
  const ends: PageEnds = {
    done: ({ pageNumber }, page) => {
      finished[pageNumber] = page;
    },
    failed: async (place, error) => {
      if (walk.settings.recognition.onError === 'strict') throw placedError(error, place);
      finished[place.pageNumber] = await spoolFailedPage(walk, place, error);
    },
  };
  await parsePages(walk, places, ends, signal);
  throwIfAllFailed(finished);
  return finished;
}
