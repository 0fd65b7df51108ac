/** layout.jsonl: F1 per class at IoU 0.5 of `layout_det_res` against boxes that people drew. */
import type { LayoutParsingElement } from '@recto/contracts';
import { type Box, boxOfPolygon, iou } from '@recto/geometry';
import { readRows } from '../support/evaluation-data.ts';
import type { Figure } from '../support/figure.ts';
import { inParallel } from '../support/in-parallel.ts';
import { printTable } from '../support/print-table.ts';
import { mean } from '../support/statistics.ts';
import { coarseClass, coarseClasses, coarseNorm } from './layout-classes.ts';
import { type LabelledBox, matchBoxes, minIou } from './match-boxes.ts';
import { textOnly } from './predictions.ts';
import type { ScoringRun } from './scoring-run.ts';

interface LayoutRow {
  readonly source: string;
  readonly file: string;
  readonly page: number;
  /** Boxes are fractions of the page. */
  readonly boxes: readonly { readonly norm: string; readonly box: Box; readonly nested?: boolean }[];
}

/** Sources that leave classes out: their pages say what was missed, not what was too much. */
const incompleteSources: ReadonlySet<string> = new Set(['publaynet']);

interface Tally {
  annotated: number;
  found: number;
  /** Detections and matches on pages that are annotated completely. */
  detected: number;
  right: number;
}

/** A few boxes were drawn from the wrong corner. */
const inOrder = ([x0, y0, x1, y1]: Box): Box =>
  boxOfPolygon([
    [x0, y0],
    [x1, y1],
  ]);

const readLayoutRows = async (): Promise<LayoutRow[]> =>
  (await readRows<LayoutRow>('layout.jsonl')).map((row) => ({
    ...row,
    boxes: row.boxes.map((annotation) => ({ ...annotation, box: inOrder(annotation.box) })),
  }));

const annotations = ({ boxes }: LayoutRow): LabelledBox[] =>
  boxes.flatMap(({ norm, box, nested }) => {
    const name = coarseNorm(norm);
    return name === null || nested ? [] : [{ name, box }];
  });

/** Boxes as fractions of the page. */
const detections = (page: LayoutParsingElement | undefined): LabelledBox[] => {
  const { width = 1, height = 1, layout_det_res } = page?.prunedResult ?? {};
  return (layout_det_res?.boxes ?? []).flatMap(({ label, coordinate: [x0, y0, x1, y1] }) => {
    const name = coarseClass(label);
    return name === null ? [] : [{ name, box: [x0 / width, y0 / height, x1 / width, y1 / height] as Box }];
  });
};

/** What the data says not to score: parts of a picture or table, and boxes without a class. */
const unscored = ({ boxes }: LayoutRow): Box[] =>
  boxes.filter(({ norm, nested }) => nested || coarseNorm(norm) === null).map(({ box }) => box);

const bestOverlap = (box: Box, others: readonly Box[]): number =>
  Math.max(0, ...others.map((other) => iou(box, other)));

/** A detection of something unscored is neither right nor wrong. */
const withoutUnscored = (
  predicted: readonly LabelledBox[],
  truth: readonly LabelledBox[],
  ignored: readonly Box[],
): LabelledBox[] => {
  const scored = truth.map(({ box }) => box);
  return predicted.filter(({ box }) => {
    const overlap = bestOverlap(box, ignored);
    return overlap < minIou || bestOverlap(box, scored) >= overlap;
  });
};

const count = (boxes: readonly LabelledBox[], name: string): number =>
  boxes.filter((box) => box.name === name).length;

const addPage = (
  tallies: Map<string, Tally>,
  row: LayoutRow,
  page: LayoutParsingElement | undefined,
): void => {
  const truth = annotations(row);
  const predicted = withoutUnscored(asTruthNames(detections(page), truth), truth, unscored(row));
  const matches = matchBoxes(predicted, truth);
  for (const [name, tally] of tallies) {
    const matched = matches.get(name) ?? 0;
    tally.annotated += count(truth, name);
    tally.found += matched;
    if (incompleteSources.has(row.source)) continue;
    tally.detected += count(predicted, name);
    tally.right += matched;
  }
};

const f1 = ({ annotated, found, detected, right }: Tally): number => {
  const recall = found / annotated;
  const precision = detected === 0 ? 0 : right / detected;
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
};

/** Running heads and the like that the page's truth calls text are text: these sources name no such class. */
const softClasses: ReadonlySet<string> = new Set(['header', 'footer', 'footnote', 'index']);

const asTruthNames = (predicted: readonly LabelledBox[], truth: readonly LabelledBox[]): LabelledBox[] => {
  const named = new Set(truth.map(({ name }) => name));
  return predicted.map((box) =>
    softClasses.has(box.name) && !named.has(box.name) ? { ...box, name: 'text' } : box,
  );
};

const scoreRows = async (
  { predictor, width }: ScoringRun,
  rows: readonly LayoutRow[],
  pdfTextLayer: 'auto' | 'never',
  title: string,
): Promise<Map<string, Tally>> => {
  const tallies = new Map(
    coarseClasses.map((name): [string, Tally] => [name, { annotated: 0, found: 0, detected: 0, right: 0 }]),
  );
  await inParallel(rows, width, async (row) => {
    const fields = { ...textOnly, pages: String(row.page), pdfTextLayer };
    addPage(tallies, row, (await predictor.predict(row.file, fields)).pages?.[0]);
  });
  const annotated = [...tallies].filter(([, tally]) => tally.annotated > 0);
  printTable(
    title,
    ['class', 'annotated', 'recall', 'precision', 'F1'],
    annotated.map(([name, tally]) => [
      name,
      tally.annotated,
      (tally.found / tally.annotated).toFixed(3),
      (tally.detected === 0 ? 0 : tally.right / tally.detected).toFixed(3),
      f1(tally).toFixed(3),
    ]),
  );
  return new Map(annotated);
};

/** Once as pictures alone, once with the text layers that the PDFs carry. */
export const scoreLayout = async (run: ScoringRun): Promise<Figure[]> => {
  const rows = run.take(await readLayoutRows());
  const pictures = await scoreRows(
    run,
    rows,
    'never',
    'Layout: per class at IoU 0.5; lists count as text, precision over completely annotated pages',
  );
  const pdfs = rows.filter(({ file }) => file.endsWith('.pdf'));
  const texts = await scoreRows(run, pdfs, 'auto', 'The same of the PDFs, with their text layers');
  const figures: Figure[] = [
    { name: 'layout mean F1', value: mean([...pictures.values()].map(f1)), bar: null },
  ];
  const text = texts.get('text');
  if (text) figures.push({ name: 'layout text F1, PDFs with their text layers', value: f1(text), bar: null });
  return figures;
};
