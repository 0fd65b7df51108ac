/** A small house for tests: documents of numbered pages, one text block a page, a recognition server that a test scripts. */
import { layoutParsingRequest, validateBody } from '@recto/contracts';
import type { OpenedDocument, Page, Raster } from '@recto/documents';
import type { Block, RecognizePage, VlmClient } from '@recto/recognition';
import type { LayoutDetector, LayoutOptions, Region } from '@recto/vision';
import type { FileSource } from './file-source.ts';
import { type InstalledModels, type ParseSettings, parseSettings } from './parse-settings.ts';
import type { ConductorLimits, ConductorParts } from './parts.ts';
import { defaultPipelineSettings } from './pipeline-settings.ts';
import { createScheduler, type SchedulerLimits } from './scheduler.ts';
import { createSpool } from './spool.ts';

export const pageSize = { width: 40, height: 30 };
export const rasterBytes = pageSize.width * pageSize.height * 3;

export const layoutDefaults: LayoutOptions = {
  threshold: 0.3,
  nms: true,
  unclipRatio: [1, 1],
  mergeMode: 'union',
  shapeMode: 'auto',
};

export const allInstalled: InstalledModels = {
  layout: { name: 'fake', installed: true, defaults: layoutDefaults },
  orientation: true,
  unwarping: false,
};

const raster = (): Raster => ({ ...pageSize, data: new Uint8Array(new SharedArrayBuffer(rasterBytes)) });

/** The file's text is the number of pages. */
export const fileOf = (pages: number): FileSource => {
  const text = Buffer.from(String(pages));
  const bytes = new Uint8Array(new SharedArrayBuffer(text.byteLength));
  bytes.set(text);
  return { kind: 'bytes', bytes };
};

export interface House {
  readonly parts: ConductorParts;
  /** Indexes of rendered pages, in order. */
  readonly rendered: number[];
  readonly openDocuments: () => number;
}

export interface HouseOptions {
  /** What the recognition server says of a page; the default repeats its index. */
  ask?: (page: number, signal: AbortSignal) => Promise<string>;
  render?: (page: number, signal: AbortSignal) => Promise<void>;
  limits?: Partial<ConductorLimits>;
  scheduler?: Partial<SchedulerLimits>;
  spoolBytes?: number;
  outbound?: ConductorParts['outbound'];
  outputFiles?: ConductorParts['outputFiles'];
  refinement?: ConductorParts['refinement'];
}

export function createHouse(directory: string, options: HouseOptions = {}): House {
  const rendered: number[] = [];
  let openDocuments = 0;
  const open = async ({ bytes }: { bytes: Uint8Array }): Promise<OpenedDocument> => {
    openDocuments += 1;
    return {
      type: 'pdf',
      pageCount: Number(Buffer.from(bytes).toString()),
      pageSize: () => pageSize,
      renderPage: async (index, { signal }): Promise<Page> => {
        await options.render?.(index, signal);
        rendered.push(index);
        return { index, raster: raster(), textLayer: null };
      },
      close: async () => {
        openDocuments -= 1;
      },
    };
  };
  return {
    rendered,
    openDocuments: () => openDocuments,
    parts: {
      documents: { open, recycle: () => {} },
      outbound: options.outbound ?? { fetchFile: () => Promise.reject(new Error('no network')) },
      detector,
      refinement: options.refinement ?? null,
      orientation: null,
      unwarping: null,
      recognizePage,
      vlm: scriptedVlm(options.ask ?? (async (page) => `page ${page}`)),
      scheduler: createScheduler({
        pagesInFlight: 4,
        rasterBytesInFlight: 100 * rasterBytes,
        stages: { render: 2, layout: 2, ask: 4, assemble: 2, restructure: 1, export: 2 },
        ...options.scheduler,
      }),
      spool: createSpool({ directory, maxBytes: options.spoolBytes ?? 100_000_000 }),
      outputFiles: options.outputFiles ?? null,
      limits: {
        pages: null,
        storedExportBytes: 10_000_000,
        pageMs: 60_000,
        requestMs: 60_000,
        fetchMs: 1000,
        fetchBytes: 1000,
        fetchMinBytesPerSecond: 1,
        ...options.limits,
      },
      observe: { step: () => {}, page: () => {} },
    },
  };
}

const region: Region = {
  classId: 22,
  label: 'text',
  score: 0.9,
  box: [1, 2, 30, 20],
  order: 1,
  polygon: null,
};

const detector: LayoutDetector = {
  modelName: 'fake',
  defaults: layoutDefaults,
  detect: async () => [region],
  close: async () => {},
};

/** The question's crop carries the page's index in its width. */
const scriptedVlm = (ask: (page: number, signal: AbortSignal) => Promise<string>): VlmClient => ({
  ask: async (question) => ({
    text: await ask(question.crop.width, question.signal),
    finishReason: 'stop',
  }),
});

const recognizePage: RecognizePage = async ({ page, regions, options, vlm, signal }) => {
  const crop = { width: page.index, height: 1, data: new Uint8Array(new SharedArrayBuffer(1)) };
  const blocks = regions.map(async ({ label, box }): Promise<Block> => {
    const { text } = await vlm.ask({
      task: 'ocr',
      crop,
      budget: options.budgets.ocr,
      sampling: options.sampling,
      skipSpecialTokens: true,
      signal,
    });
    return {
      label,
      content: text,
      box,
      polygon: null,
      groupId: null,
      picture: null,
      source: 'engine',
      failure: null,
    };
  });
  return { blocks: await Promise.all(blocks), figures: [], spotting: null };
};

/** Settings of a request with these fields, pictures off. */
export const settingsOf = (fields: Record<string, unknown> = {}): ParseSettings =>
  parseSettings(
    validateBody(layoutParsingRequest, { file: 'bytes', visualize: false, ...fields }),
    defaultPipelineSettings,
    allInstalled,
  );
