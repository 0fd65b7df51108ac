/** Reads one page: what is read, how it is asked, what comes back (pipeline.md 3-5). */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BlockFailure, layoutLabels, RectoError, type SpottingResult } from '@recto/contracts';
import type {
  Block,
  Crop,
  Picture,
  PseudoRegion,
  RecognitionOptions,
  RecognizePage,
  VlmClient,
} from './block.ts';
import { blockConfidence } from './confidence.ts';
import { picturedLabels, unmergeableLabels, unreadLabels } from './labels.ts';
import { cropRaster } from './prepare/crop.ts';
import {
  type AbsorbedFigure,
  figuresInside,
  figureTokens,
  gatherFigures,
  picturePath,
  restoreFigures,
} from './prepare/figures.ts';
import { type Group, groupRegions } from './prepare/grouping.ts';
import { filterOverlaps } from './prepare/overlap-filter.ts';
import { type Answer, readGroup } from './read-group.ts';
import { type PageWords, pageWords } from './text-layer/page-words.ts';
import type { ReadTable } from './text-layer/table-reader.ts';

/** @param house.readTable tells the structure of tables whose words the PDF holds; see `createTableReader` */
export const createRecognizePage =
  ({ readTable }: { readTable: ReadTable }): RecognizePage =>
  async ({ page, regions, options, vlm, pageNumber, signal }) => {
    const kept = filterOverlaps(regions, options.shapeMode !== 'rect');
    const words = await pageWords(page, kept, options.textLayer, signal);
    const plan = planPage({ page: page.raster, found: regions, kept, words, options });
    const answers = await readAll(plan, {
      page: page.raster,
      words,
      options,
      vlm,
      readTable,
      pageNumber,
      signal,
    });
    const figures = new Map(plan.figures.map((figure) => [figure.path, figure]));
    const blocks = plan.emitted.map(({ region, groupId }, i): Block => {
      const answer = answers[i] as Answer;
      const { content, source, failure } = answer;
      const { label, box } = region;
      const polygon = options.shapeMode === 'rect' ? null : region.polygon;
      const picture = pictureOf(region, polygon, page.raster, options, figures);
      const block = { label, content, box, polygon, groupId, picture, source, failure };
      if (options.withConfidence !== true) return block;
      return { ...block, confidence: blockConfidence(region, isPseudo(region), answer) };
    });
    return { blocks, figures: plan.figures, spotting: spottingOf(answers) };
  };

/** One block to be: its region and what it is read together with. */
export interface PlannedBlock {
  readonly region: PseudoRegion;
  /** The group that it leads; null for the other members and for what is not read. */
  readonly leads: { readonly group: Group; readonly members: readonly PseudoRegion[] } | null;
  readonly groupId: number | null;
  /** Figures that lie inside it, for tables. */
  readonly absorbed: readonly AbsorbedFigure[];
}

interface PagePlan {
  readonly figures: readonly Picture[];
  /** In the order of the answer; absorbed figures are left out. */
  readonly emitted: readonly PlannedBlock[];
  /** Blocks that only a table shows: read for their text, not emitted. */
  readonly hidden: readonly PlannedBlock[];
}

interface Findings {
  readonly page: Crop;
  /** As layout detection has them. */
  readonly found: readonly PseudoRegion[];
  /** After the overlap filter, in reading order. */
  readonly kept: readonly PseudoRegion[];
  readonly words: PageWords;
  readonly options: RecognitionOptions;
}

function planPage(findings: Findings): PagePlan {
  const { page, found, kept } = findings;
  const figures = found.every(isPseudo) ? [] : gatherFigures(page, found);
  const tokens = figureTokens(figures.length);
  const absorbedBy = new Map(
    kept
      .filter((r) => r.label === 'table')
      .map((table) => [table, figuresInside(table.box, figures, tokens)]),
  );
  const absorbedPaths = new Set([...absorbedBy.values()].flat().map(({ figure }) => figure.path));
  const planned = plannedBlocks(findings).map((block) => ({
    ...block,
    absorbed: absorbedBy.get(block.region) ?? [],
  }));
  const isHidden = ({ region: { label, box } }: PlannedBlock) => absorbedPaths.has(picturePath(label, box));
  return { figures, emitted: planned.filter((b) => !isHidden(b)), hidden: planned.filter(isHidden) };
}

/** With layout detection off the page is one region whose label no class id stands for. */
const isPseudo = ({ classId, label }: PseudoRegion): boolean => layoutLabels[classId] !== label;

function plannedBlocks({ kept: regions, words, options }: Findings): Omit<PlannedBlock, 'absorbed'>[] {
  const unread = unreadLabels(options);
  const unmergeable = unmergeableLabels(options);
  // Pieces are stacked to give a model their context; words that the PDF holds need none and stay where they are.
  const standsAlone = (region: PseudoRegion) =>
    unmergeable.has(region.label) || words.wordsOf(region) !== null;
  const groups: Group[] = options.mergeLayoutBlocks
    ? groupRegions(regions, standsAlone)
    : regions.map((_, i) => ({ members: [i], alignments: [], stacked: false }));
  return groups.flatMap((group) => {
    const members = group.members.map((i) => regions[i] as PseudoRegion);
    const together = group.stacked
      ? [{ group, members }]
      : members.map((member) => ({ group, members: [member] }));
    return together.flatMap((unit) =>
      unit.members.map((region, k) => ({
        region,
        leads: k === 0 && !unread.has(region.label) ? unit : null,
        groupId: group.stacked ? (group.members[0] as number) : null,
      })),
    );
  });
}

interface Reading {
  readonly page: Crop;
  readonly words: PageWords;
  readonly options: RecognitionOptions;
  readonly vlm: VlmClient;
  readonly readTable: ReadTable;
  readonly pageNumber: number;
  readonly signal: AbortSignal;
}

const silent: Answer = { content: '', source: 'none', spotting: null, failure: null };

/** Strict: the first failure stops the other questions of the page and is thrown. Partial: it becomes the block's own. */
async function readAll(plan: PagePlan, reading: Reading): Promise<Answer[]> {
  const { options, pageNumber } = reading;
  const stop = new AbortController();
  const signal = AbortSignal.any([reading.signal, stop.signal]);
  const readOne = async (planned: PlannedBlock, block: number): Promise<Answer> => {
    if (planned.leads === null) return silent;
    try {
      return await readGroup(planned.leads, planned.absorbed, { ...reading, signal });
    } catch (error) {
      reading.signal.throwIfAborted();
      if (!(error instanceof RectoError)) throw error;
      if (options.onError === 'partial') return { ...silent, failure: failureOf(error, pageNumber, block) };
      throw error.at({ page: pageNumber, block });
    }
  };
  try {
    const answers = await readInTurns(plan.emitted, readOne, signal);
    return await withFigureTexts(plan, answers, readOne);
  } catch (error) {
    stop.abort(error);
    throw error;
  }
}

/** All blocks at once, but their pixels are looked at one block per turn of the event loop. */
async function readInTurns(
  blocks: readonly PlannedBlock[],
  readOne: (planned: PlannedBlock, block: number) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer[]> {
  const reading: Promise<Answer>[] = [];
  let failed = false;
  for (const [i, planned] of blocks.entries()) {
    const answer = readOne(planned, i);
    answer.catch(() => {
      failed = true;
    });
    reading.push(answer);
    if (planned.leads !== null) await nextTurn();
    if (failed || signal.aborted) break;
  }
  signal.throwIfAborted();
  return Promise.all(reading);
}

const failureOf = ({ code, message, retryable }: RectoError, page: number, block: number): BlockFailure => ({
  code,
  message,
  retryable,
  page,
  block,
});

/** Tables get their figures back, with the text of those that were read. */
async function withFigureTexts(
  plan: PagePlan,
  answers: Answer[],
  readOne: (planned: PlannedBlock, block: number) => Promise<Answer>,
): Promise<Answer[]> {
  if (plan.emitted.every(({ absorbed }) => absorbed.length === 0)) return answers;
  const hiddenAnswers = await Promise.all(plan.hidden.map((planned) => readOne(planned, -1)));
  const textOf = new Map(
    plan.hidden.map(({ region }, i) => [
      picturePath(region.label, region.box),
      hiddenAnswers[i]?.content ?? '',
    ]),
  );
  return answers.map((answer, i) => {
    const absorbed = plan.emitted[i]?.absorbed ?? [];
    if (absorbed.length === 0) return answer;
    const figureOf = new Map(
      absorbed.flatMap(({ figure: { path }, token }) =>
        token === null ? [] : [[token, { path, text: textOf.get(path) ?? '' }] as const],
      ),
    );
    return { ...answer, content: restoreFigures(answer.content, figureOf) };
  });
}

/** A figure that was gathered already is shown as it was gathered: the plain rectangle wins over the polygon (pipeline.md 6.1). */
function pictureOf(
  region: PseudoRegion,
  polygon: PseudoRegion['polygon'],
  page: Crop,
  options: RecognitionOptions,
  figures: ReadonlyMap<string, Picture>,
): Picture | null {
  const { label, box } = region;
  if (!picturedLabels(options).has(label)) return null;
  const path = picturePath(label, box);
  return figures.get(path) ?? { path, box, crop: cropRaster(page, box, polygon) };
}

const spottingOf = (answers: readonly Answer[]): SpottingResult | null =>
  answers.find((a) => a.spotting !== null)?.spotting ?? null;
