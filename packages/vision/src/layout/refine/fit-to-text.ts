/**
 * Regions and the text layer agree: every line of the page belongs to exactly one region, text regions end where
 * their lines end and never cross a column gap, and what no region covers becomes a region. No line is lost.
 */
import { type Box, boundingBox, boxArea, boxWidth, coverage, intersectionArea } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import { isSolid, type Piece, pieceOfLines } from './piece.ts';
import { labelOfLines, looksLikeBody, looksLikeHeading } from './style.ts';
import type { TextBlock } from './text-blocks.ts';
import type { TextLine } from './text-lines.ts';

/** Share of a line's box that a figure, a table or a text region must cover to own it. */
const ownedShare = { solid: 0.6, text: 0.5 };
/** A block of this many lines, this wide (in font sizes) and of this many words a line is prose. */
const prose = { lines: 3, width: 14, wordsPerLine: 4 };
/** A figure or table whose area and whose lines are prose to these shares is running text. */
const falseFigure = { area: 0.35, lines: 0.7 };
/** A display formula has no line with as many words of letters. */
const formulaWords = 6;
/** A text region without lines is dropped when others cover this share of it. */
const emptyCovered = 0.3;

function isProse({ lines, box }: TextBlock): boolean {
  const words = lines.reduce((sum, line) => sum + line.words.length, 0);
  const em = lines[0]?.fontSize ?? 1;
  return (
    lines.length >= prose.lines &&
    boxWidth(box) >= prose.width * em &&
    words >= prose.wordsPerLine * lines.length
  );
}

const letters = /^[\p{L}'’,.;:-]{3,}$/u;
const wordsOfLetters = (line: TextLine) => line.words.filter(({ text }) => letters.test(text)).length;

/** Figures, tables and formulas that the network saw where the text layer has running text. */
function isRunningText(piece: Piece, text: PageText, proseBlocks: readonly TextBlock[]): boolean {
  const inside = text.lines.filter(({ box }) => coverage(box, piece.box) >= ownedShare.solid);
  if (inside.length === 0) return false;
  if (piece.label === 'display_formula') return inside.some((line) => wordsOfLetters(line) >= formulaWords);
  if (!['image', 'chart', 'table'].includes(piece.label)) return false;
  const covered = proseBlocks.reduce((sum, { box }) => sum + intersectionArea(box, piece.box), 0);
  if (covered < falseFigure.area * boxArea(piece.box)) return false;
  const ofProse = inside.filter((line) => proseBlocks.some(({ lines }) => lines.includes(line))).length;
  return ofProse >= falseFigure.lines * inside.length;
}

/** Index of the piece that covers most of a line, among those that may own it. */
function ownerOf(line: TextLine, pieces: readonly Piece[]): number | undefined {
  let best: number | undefined;
  let bestKey = 0;
  pieces.forEach((piece, i) => {
    const share = coverage(line.box, piece.box);
    if (share < (isSolid(piece) ? ownedShare.solid : ownedShare.text)) return;
    // Figures come before text: what they accepted is theirs. Then the better fit, then the surer one.
    const key = (isSolid(piece) ? 10 : 0) + share + piece.score / 10;
    if (key > bestKey) [best, bestKey] = [i, key];
  });
  return best;
}

/** Runs of one block whose lines have one owner: a region's outline counts only where it goes between lines. */
interface Run {
  readonly owner: number | undefined;
  readonly lines: TextLine[];
}

function runsOf(block: TextBlock, owners: ReadonlyMap<TextLine, number | undefined>): Run[] {
  const runs: Run[] = [];
  for (const line of block.lines) {
    const owner = owners.get(line);
    const last = runs.at(-1);
    if (last && last.owner === owner) last.lines.push(line);
    else runs.push({ owner, lines: [line] });
  }
  return runs;
}

/** Lines that a text region just missed join the run of their block above or below them. */
function closeGaps(runs: readonly Run[], isText: (owner: number) => boolean): Run[] {
  const closed: Run[] = [];
  for (const run of runs) {
    const last = closed.at(-1);
    const owners = [last?.owner, run.owner].filter((owner) => owner !== undefined);
    const [owner, other = owner] = owners;
    if (last && owners.every(isText) && owner === other) {
      closed[closed.length - 1] = { owner, lines: [...last.lines, ...run.lines] };
    } else closed.push(run);
  }
  return closed;
}

/** The label that a text region keeps once its lines are known. */
function correctedLabel(piece: Piece, lines: readonly TextLine[], text: PageText): Piece['label'] {
  const isTitle = piece.label === 'paragraph_title' || piece.label === 'doc_title';
  if (isTitle && looksLikeBody(lines, text)) return 'text';
  if (piece.label === 'text') return labelOfLines(lines, text);
  // The pipeline drops `reference`, the frame around the entries, so nothing may be left in one.
  if (piece.label === 'reference')
    return looksLikeHeading(lines, text) ? 'paragraph_title' : 'reference_content';
  return piece.label;
}

/** Drops the figures, tables and formulas that are running text, so that their lines are read. */
export function withoutFalseFigures(pieces: readonly Piece[], text: PageText): Piece[] {
  const proseBlocks = text.blocks.filter(isProse);
  return pieces.filter((piece) => !isSolid(piece) || !isRunningText(piece, text, proseBlocks));
}

/** Every line of the page ends in exactly one of the returned text pieces or inside a figure, table or formula. */
export function fitToText(pieces: readonly Piece[], text: PageText): Piece[] {
  const owners = new Map(text.lines.map((line) => [line, ownerOf(line, pieces)]));
  const isText = (owner: number) => !isSolid(pieces[owner] as Piece);
  const fitted: Piece[] = [];
  const used = new Set<number>();
  for (const { owner, lines } of text.blocks.flatMap((block) => closeGaps(runsOf(block, owners), isText))) {
    const piece = owner === undefined ? undefined : pieces[owner];
    if (owner !== undefined) used.add(owner);
    if (!piece) fitted.push(pieceOfLines(lines, labelOfLines(lines, text)));
    else if (!isSolid(piece))
      fitted.push(pieceOfLines(lines, correctedLabel(piece, lines, text), piece.score));
  }
  const boxes = fitted.map(({ box }) => box);
  const rest = pieces.flatMap((piece, i) => {
    if (isSolid(piece)) {
      return [
        grownToLines(
          piece,
          text.lines.filter((line) => owners.get(line) === i),
        ),
      ];
    }
    return used.has(i) || !keepsWithoutLines(piece, boxes) ? [] : [piece];
  });
  return [...rest, ...fitted];
}

/** A figure or table holds all of every line that it owns. */
const grownToLines = (piece: Piece, lines: readonly TextLine[]): Piece => ({
  ...piece,
  box: boundingBox([piece.box, ...lines.map(({ box }) => box)]),
});

/** Text that the network saw and the layer lacks: part of a picture, unless it is a shadow of another region. */
function keepsWithoutLines(piece: Piece, others: readonly Box[]): boolean {
  if (piece.label === 'inline_formula') return false;
  const covered = others.reduce((sum, box) => sum + intersectionArea(box, piece.box), 0);
  return covered < emptyCovered * boxArea(piece.box);
}
