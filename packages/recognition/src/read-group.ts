/** Blocks that are read together: from the PDF's own words where they can be believed, else by the engine. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BlockFailure, ContentSource, SpottingResult } from '@recto/contracts';
import type { Box } from '@recto/geometry';
import type {
  Crop,
  PseudoRegion,
  RecognitionOptions,
  Sureness,
  Task,
  VlmAnswer,
  VlmClient,
} from './block.ts';
import { normaliseMath } from './cleanup/math.ts';
import { otslToHtml } from './cleanup/otsl.ts';
import { truncateRepetition } from './cleanup/repetition.ts';
import { parseSpotting } from './cleanup/spotting.ts';
import { taskOf } from './labels.ts';
import { cropRaster } from './prepare/crop.ts';
import { type AbsorbedFigure, paintTokens } from './prepare/figures.ts';
import type { Group } from './prepare/grouping.ts';
import { stackCrops } from './prepare/stack.ts';
import { taskImage } from './prepare/task-image.ts';
import { joinPrintedText } from './text-layer/join-lines.ts';
import type { PageWords } from './text-layer/page-words.ts';
import { lineStyleOf, regionText } from './text-layer/region-text.ts';
import type { ReadTable } from './text-layer/table-reader.ts';

export interface Answer {
  readonly content: string;
  readonly source: ContentSource;
  readonly spotting: SpottingResult | null;
  readonly failure: BlockFailure | null;
  readonly sureness?: Sureness | undefined;
}

export interface GroupUnit {
  readonly group: Group;
  readonly members: readonly PseudoRegion[];
}

interface GroupReading {
  readonly page: Crop;
  readonly words: PageWords;
  readonly options: RecognitionOptions;
  readonly vlm: VlmClient;
  readonly readTable: ReadTable;
  readonly signal: AbortSignal;
}

/** Throws RectoError vlm.*, or the signal's reason. */
export async function readGroup(
  unit: GroupUnit,
  absorbed: readonly AbsorbedFigure[],
  reading: GroupReading,
): Promise<Answer> {
  const printed = await fromTextLayer(unit, absorbed, reading);
  if (printed !== null) return { content: printed, source: 'text_layer', spotting: null, failure: null };
  return fromEngine(unit, absorbed, reading);
}

/** Null where the words are missing or not to be believed. Printed regions are never stacked, so there is one member. */
async function fromTextLayer(
  { members }: GroupUnit,
  absorbed: readonly AbsorbedFigure[],
  { page, words, readTable, signal }: GroupReading,
): Promise<string | null> {
  const [region, ...others] = members as [PseudoRegion, ...PseudoRegion[]];
  const found = others.length === 0 ? words.wordsOf(region) : null;
  if (found === null) return null;
  if (taskOf(region.label) !== 'table') return regionText(found, region.label, words.vocabulary);
  // Pictures in cells need the model's tokens, and turned tables its eye.
  if (absorbed.length > 0 || found.some((word) => word.angle !== 0)) return null;
  const [left, top] = region.box.map(Math.trunc) as unknown as Box;
  const placed = found.map(({ text, box: [x0, y0, x1, y1] }) => ({
    text,
    box: [x0 - left, y0 - top, x1 - left, y1 - top] as const,
  }));
  return readTable(placed, cropRaster(page, region.box), signal);
}

async function fromEngine(
  unit: GroupUnit,
  absorbed: readonly AbsorbedFigure[],
  reading: GroupReading,
): Promise<Answer> {
  const { options, vlm, signal } = reading;
  const [first] = unit.members as [PseudoRegion];
  const task = taskOf(first.label);
  // The regions of a page come all at once; between their crops others have a turn.
  await nextTurn();
  signal.throwIfAborted();
  const crop = await groupCrop(unit, absorbed, reading);
  const answer = await vlm.ask({
    task,
    crop: await taskImage(crop, task),
    budget: options.budgets[task],
    sampling: options.sampling,
    skipSpecialTokens: task !== 'spotting',
    withConfidence: options.withConfidence,
    signal,
  });
  return {
    source: 'engine',
    failure: null,
    sureness: answer.sureness,
    ...cleaned(answer, first.label, task, crop),
  };
}

async function groupCrop(
  { group, members }: GroupUnit,
  absorbed: readonly AbsorbedFigure[],
  { page, options }: GroupReading,
): Promise<Crop> {
  const crops = members.map(({ box, polygon }) =>
    cropRaster(page, box, options.shapeMode === 'rect' ? null : polygon),
  );
  const [first] = members as [PseudoRegion];
  if (members.length > 1) return stackCrops(crops, group.alignments);
  return paintTokens(crops[0] as Crop, first.box, absorbed);
}

/** In the reference's order: repetition, delimiters, then what the task makes of it (pipeline.md 5). */
function cleaned(
  { text, readingLines }: VlmAnswer,
  label: string,
  task: Task,
  crop: Crop,
): Pick<Answer, 'content' | 'spotting'> {
  const plain = normaliseMath(truncateRepetition(text, label), label);
  if (task === 'table') return { content: otslToHtml(plain) || plain, spotting: null };
  if (task === 'spotting') {
    const { content, result } = parseSpotting(plain, crop);
    return { content, spotting: result.rec_texts.length > 0 ? result : null };
  }
  const joined = readingLines && task === 'ocr' ? joinPrintedText(plain, lineStyleOf(label)) : plain;
  return { content: joined, spotting: null };
}
