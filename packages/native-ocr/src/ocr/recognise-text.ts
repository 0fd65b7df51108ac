/** Which languages and which page segmentation a crop is read with. */
import type { Box } from '@recto/geometry';
import { findBands } from '../image/bands.ts';
import { cropGray, type Gray, histogram, otsuThreshold, toInk } from '../image/gray.ts';
import { addMargin, margin, type PreparedImage } from '../image/prepare.ts';
import type { LanguageGroup } from '../languages.ts';
import { type Segmentation, segmentation, type Tesseract } from './tesseract.ts';
import { meanConfidence, type OcrLine } from './tsv.ts';

/** Above this mean confidence on a sample no other language group is tried. */
const sureConfidence = 0.8;
/** A wide-script reading counts only when this share of its letters is of a wide script: those models read Latin too. */
const wideShare = 0.2;
/** And only when it is so much surer than the alphabetic one: of poor Latin print those models make characters too. */
const wideMargin = 0.15;
/** Up to here a crop is one block of lines; beyond, columns are possible and Tesseract looks for them. */
const mostLinesOfBlock = 8;
/** A band no higher than this is one line, in letter heights. */
const tallestLine = 3.5;
/** Paper kept above and below a strip, in letter heights. */
const stripRim = 0.2;
/** Height of the sample where no line stands apart, in letter heights. */
const sampleHeight = 12;

const cellLetter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const letters = /[\p{L}\p{N}]/gu;

/** Lines in reading order; boxes are pixels of the prepared image. */
export function recogniseText(
  tesseract: Tesseract,
  groups: readonly LanguageGroup[],
  prepared: PreparedImage,
  mode: Segmentation = segmentationOf(prepared),
): OcrLine[] {
  if (prepared.blank) return [];
  // A single line is its own sample: it is read once where its script is the expected one.
  if (mode === segmentation.line) return mostPlausible(tesseract, groups, prepared.image, mode).lines;
  return tesseract.recognise(prepared.image, chooseGroup(tesseract, groups, prepared), mode);
}

/**
 * Reads every strip of rows with ink by itself. Tesseract would otherwise take the columns of a table for columns of
 * text, and fit one line height to all of it: strips gain some 0.03 TEDS (bench quality, tables).
 */
export function recogniseStrips(
  tesseract: Tesseract,
  groups: readonly LanguageGroup[],
  prepared: PreparedImage,
): OcrLine[] {
  const { image } = prepared;
  if (prepared.blank) return [];
  const group = chooseGroup(tesseract, groups, prepared);
  const letter = (prepared.letterHeight ?? 1) * prepared.scale;
  return findBands(inkOf(image), letter * 0.6).flatMap((band, block) => {
    const top = Math.max(0, Math.floor(band.y0 - letter * stripRim));
    const strip = addMargin(cropGray(image, [0, top, image.width, band.y1 + letter * stripRim]));
    const mode = band.y1 - band.y0 < letter * tallestLine ? segmentation.line : segmentation.block;
    return tesseract
      .recognise(strip, group, mode)
      .map((line) => moveLine(line, -margin, top - margin))
      .map((line) => ({ ...line, block }));
  });
}

function moveLine(line: OcrLine, dx: number, dy: number): OcrLine {
  const move = (box: Box): Box => [box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy];
  return {
    ...line,
    box: move(line.box),
    words: line.words.map((word) => ({ ...word, box: move(word.box) })),
  };
}

function segmentationOf(prepared: PreparedImage): Segmentation {
  const letter = (prepared.letterHeight ?? 1) * prepared.scale;
  const bands = findBands(inkOf(prepared.image), letter * 0.6);
  if (bands.length <= 1 && (bands[0] ? bands[0].y1 - bands[0].y0 : 0) < letter * tallestLine)
    return segmentation.line;
  const tallest = Math.max(...bands.map((band) => band.y1 - band.y0));
  const oneBlock = bands.length <= mostLinesOfBlock && tallest < letter * 4;
  return oneBlock ? segmentation.block : segmentation.auto;
}

function chooseGroup(
  tesseract: Tesseract,
  groups: readonly LanguageGroup[],
  prepared: PreparedImage,
): LanguageGroup {
  if (groups.length === 1) return groups[0]!;
  const { image, mode } = sampleOf(prepared);
  return mostPlausible(tesseract, groups, image, mode).group;
}

interface Attempt {
  readonly group: LanguageGroup;
  readonly lines: OcrLine[];
  readonly confidence: number;
}

/** Reads with each group in turn until one is sure of itself; else the most confident reading wins. */
function mostPlausible(
  tesseract: Tesseract,
  groups: readonly LanguageGroup[],
  image: Gray,
  mode: Segmentation,
): Attempt {
  let best: Attempt | undefined;
  for (const group of groups) {
    const lines = tesseract.recognise(image, group, mode);
    const confidence = group.wide && !isWideText(lines) ? 0 : meanConfidence(lines);
    const handicap = group.wide && best !== undefined && !best.group.wide ? wideMargin : 0;
    if (best === undefined || confidence > best.confidence + handicap) best = { group, lines, confidence };
    if (confidence >= sureConfidence) break;
  }
  return best!;
}

/** The band with most ink, or a strip from the middle where bands run together (columns, skew). */
function sampleOf(prepared: PreparedImage): { image: Gray; mode: Segmentation } {
  const { image } = prepared;
  const letter = (prepared.letterHeight ?? 20) * prepared.scale;
  const lines = findBands(inkOf(image), letter * 0.6).filter(
    (band) => band.y1 - band.y0 < letter * tallestLine,
  );
  const fullest = lines.toSorted((a, b) => b.area - a.area)[0];
  if (fullest) {
    return {
      image: addMargin(cropGray(image, [0, fullest.y0, image.width, fullest.y1])),
      mode: segmentation.line,
    };
  }
  const half = (letter * sampleHeight) / 2;
  const middle = image.height / 2;
  return {
    image: addMargin(cropGray(image, [0, middle - half, image.width, middle + half])),
    mode: segmentation.auto,
  };
}

function isWideText(lines: readonly OcrLine[]): boolean {
  const text = lines.flatMap((line) => line.words.map((word) => word.text)).join('');
  const all = text.match(letters) ?? [];
  return all.length > 0 && all.filter((letter) => cellLetter.test(letter)).length >= all.length * wideShare;
}

const inkOf = (image: Gray) => toInk(image, otsuThreshold(histogram(image)));
