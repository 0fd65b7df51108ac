/** One page's trip: render, set upright, find regions, read blocks, write Markdown, spool. */
import type { BlockFailure, DocPreprocessorResult, RectoError } from '@recto/contracts';
import type { OpenedDocument, Page, PageSize } from '@recto/documents';
import type { PageRecognition, PseudoRegion, VlmClient } from '@recto/recognition';
import { type EdgeText, type Region, type RunningHeads, refineRegions } from '@recto/vision';
import { assemblePage, failedPage } from '../result/assemble-page.ts';
import type { ExportParts } from '../result/export-parts.ts';
import { type ElementPictures, encodePictures } from '../result/page-element.ts';
import { storePictures } from '../result/store-pictures.ts';
import type { DeliverFile } from '../storage/output-files.ts';
import type { SpooledExports } from './export-spooled.ts';
import type { ParseSettings } from './parse-settings.ts';
import type { ConductorParts } from './parts.ts';
import type { Turn } from './scheduler.ts';
import type { SpooledPart, SpoolFile } from './spool.ts';
import type { StageClock, StepTimes } from './stage-clock.ts';

/** One document on its way. */
export interface Walk {
  readonly document: OpenedDocument;
  readonly settings: ParseSettings;
  readonly parts: ConductorParts;
  readonly turn: Turn;
  readonly spool: SpoolFile;
  readonly clock: StageClock;
  /** What repeats at the edges of this document's pages. */
  readonly runningHeads: RunningHeads;
  /** Takes this request's files to where they are kept; null where they only stand in the answer. */
  readonly deliver: DeliverFile | null;
}

/** What is left of a walk when all pages are done: for what looks at them together. */
export type Finishing = Pick<Walk, 'settings' | 'parts' | 'turn' | 'spool' | 'clock' | 'deliver'>;

/** A finished page: where it lies in the spool, and what its neighbours in the answer need of it. */
export interface ParsedPage {
  /** As rendered, before preprocessing. */
  readonly size: PageSize;
  readonly core: SpooledPart;
  readonly pictures: SpooledPart;
  /** How many it has. */
  readonly blocks: number;
  /** What it has near its edges, for pages elsewhere; null where nobody looked. */
  readonly edges: readonly EdgeText[] | null;
  /** What this page took. */
  readonly timings: StepTimes;
  readonly failures: readonly BlockFailure[];
  /** What exports are made of; null where none is wanted, and for a page that failed. */
  readonly exportSource: { readonly said: SpooledPart; readonly shown: SpooledPart } | null;
  /** Files of this page; null where none is wanted. */
  readonly exports: SpooledExports | null;
}

/**
 * @param index of the page in the document
 * @param pageNumber of the page in the answer, from 0
 * Throws RectoError; AbortError or the signal's reason when it fires.
 */
export async function parsePage(
  document: Walk,
  index: number,
  pageNumber: number,
  signal: AbortSignal,
): Promise<ParsedPage> {
  const walk = { ...document, clock: document.clock.part() };
  const rendered = await render(walk, index, signal);
  const { page, preprocessing } = await setUpright(walk, rendered, signal);
  const regions = await findRegions(walk, page, signal);
  const recognition = await recognise(walk, page, regions, pageNumber, signal);
  const { settings } = walk;
  const element = await walk.clock.time('assemble', () =>
    walk.turn.run('assemble', signal, () =>
      assemblePage({
        page,
        original: rendered.raster,
        regions,
        recognition,
        preprocessing,
        settings,
        pageNumber,
      }),
    ),
  );
  signal.throwIfAborted();
  const shown = await store(walk, element.pictures, pageNumber, signal);
  const [core, pictures] = await walk.clock.time('spool', () =>
    Promise.all([walk.spool.append(element.core), walk.spool.append(encodePictures(shown))]),
  );
  const exportSource = element.exportParts && (await spoolExportParts(walk, element.exportParts));
  // Only here: on an abort a thread may still read the pixels.
  walk.parts.documents.recycle(rendered.raster);
  const { width, height } = rendered.raster;
  return {
    size: { width, height },
    core,
    pictures,
    blocks: recognition.blocks.length,
    edges: walk.runningHeads.of(page.index),
    timings: Object.fromEntries(walk.clock.totals),
    failures: failuresOf(recognition),
    exportSource,
    exports: null,
  };
}

/** The words of a PDF serve recognition, the refinement of regions, and say which way up a page is. */
function render({ clock, turn, document, settings, parts }: Walk, index: number, signal: AbortSignal) {
  const refines = settings.layout !== null && parts.refinement !== null;
  const turns = settings.preprocessing?.orientation === true;
  const textLayer = refines || turns || settings.recognition.textLayer !== 'never';
  return clock.time('render', () =>
    turn.run('render', signal, () => document.renderPage(index, { textLayer, signal })),
  );
}

async function setUpright(
  { settings, parts, turn, clock }: Walk,
  page: Page,
  signal: AbortSignal,
): Promise<{ page: Page; preprocessing: DocPreprocessorResult | null }> {
  if (settings.preprocessing === null) return { page, preprocessing: null };
  const { orientation, unwarping } = settings.preprocessing;
  const model_settings = { use_doc_orientation_classify: orientation, use_doc_unwarping: unwarping };
  const turns = orientation ? parts.orientation : null;
  const flattens = unwarping ? parts.unwarping : null;
  if (turns === null && flattens === null) return { page, preprocessing: { model_settings, angle: -1 } };
  return clock.time('preprocess', () =>
    turn.run('layout', signal, async () => {
      const angle = turns === null ? -1 : await turns.classify(page, signal);
      const upright = turns === null || angle === -1 ? page : await turns.turn(page, angle, signal);
      const flat = flattens === null ? upright : await flattens.unwarp(upright, signal);
      return { page: flat, preprocessing: { model_settings, angle } };
    }),
  );
}

/** Null when layout detection is off. */
async function findRegions(
  { settings, parts, turn, clock, runningHeads }: Walk,
  page: Page,
  signal: AbortSignal,
): Promise<Region[] | null> {
  const { layout } = settings;
  if (layout === null) return null;
  return clock.time('layout', () =>
    turn.run('layout', signal, async () => {
      const regions = await parts.detector.detect(page.raster, layout, signal);
      if (parts.refinement === null) return regions;
      return refineRegions({ ...parts.refinement, regions, page, runningHeads, signal });
    }),
  );
}

function recognise(
  { settings, parts, turn, clock }: Walk,
  page: Page,
  regions: readonly Region[] | null,
  pageNumber: number,
  signal: AbortSignal,
): Promise<PageRecognition> {
  return clock.time('recognise', () =>
    parts.recognizePage({
      page,
      regions: regions ?? [wholePage(page, settings)],
      options: settings.recognition,
      vlm: inTurn(parts.vlm, turn),
      pageNumber,
      signal,
    }),
  );
}

function store({ deliver, clock }: Walk, pictures: ElementPictures, pageNumber: number, signal: AbortSignal) {
  if (deliver === null) return pictures;
  return clock.time('store', () => storePictures(pictures, pageNumber, deliver, signal));
}

/** Questions of different documents reach the VLM server in turns. */
const inTurn = (vlm: VlmClient, turn: Turn): VlmClient => ({
  ask: (question) =>
    turn.run('ask', question.signal, () => vlm.ask({ ...question, background: turn.background })),
});

const wholePage = ({ raster }: Page, { promptLabel }: ParseSettings): PseudoRegion => ({
  classId: 0,
  label: promptLabel,
  score: 1,
  box: [0, 0, raster.width, raster.height],
  order: 1,
  polygon: null,
});

async function spoolExportParts({ spool }: Walk, { said, shown }: ExportParts) {
  return { said: await spool.append(said), shown: await spool.append(shown) };
}

const failuresOf = ({ blocks }: PageRecognition): BlockFailure[] =>
  blocks.flatMap(({ failure }) => (failure ? [failure] : []));

/** The place in the answer of a page that failed as a whole, with `onError: "partial"`. */
export async function spoolFailedPage(
  walk: Walk,
  { index, pageNumber }: { readonly index: number; readonly pageNumber: number },
  error: RectoError,
): Promise<ParsedPage> {
  const size = walk.document.pageSize(index);
  const element = failedPage(size, walk.settings);
  const core = await walk.spool.append(element.core);
  const pictures = await walk.spool.append(encodePictures(element.pictures));
  const { code, message, retryable } = error;
  const failures = [{ code, message, retryable, page: pageNumber }];
  return {
    size,
    core,
    pictures,
    blocks: 0,
    edges: null,
    timings: {},
    failures,
    exportSource: null,
    exports: null,
  };
}
