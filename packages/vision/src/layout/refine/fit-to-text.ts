/**
 * Regions and the text layer agree: every line of the page belongs to exactly one region, text regions end where
 * their lines end and never cross a column gap, and what no region covers becomes a region. No line is lost.
 */
import { type Box, boundingBox, boxArea, coverage, intersectionArea, iou } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import { isSolid, type Piece, pieceOfLines } from './piece.ts';
import { isSetAsBody, labelOfLines, looksLikeBody, looksLikeCaption, looksLikeHeading } from './style.ts';
import { isProse, startsEntry, type TextBlock } from './text-blocks.ts';
import { lineText, type TextLine } from './text-lines.ts';

/** Share of a line's box that a figure, a table or a text region must cover to own it. */
const ownedShare = { solid: 0.6, text: 0.5 };
/** A figure or table whose area and whose lines are prose to these shares is running text. */
const falseFigure = { area: 0.35, lines: 0.7 };
/** A display formula has no line with as many words of letters. */
const formulaWords = 6;
/**
 * A text region whose outline and whose lines' outline have this IoU is a paragraph as it stands; its lines differ in
 * size by less than this factor. Up to so many lines of a block beside it belong to it too.
 */
const fitting = { iou: 0.7, size: 1.25, missedLines: 1 };
/** Limits and indices may stand this far (in font sizes of theirs) outside of the formula that the network saw. */
const formulaReach = 1;
/** A text region without lines is dropped when others cover this share of it. */
const emptyCovered = 0.3;

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

const formulaNumber = /^[([].{1,6}[)\]]$/;

/** What of the page belongs to the piece when this line lies there: a formula has its limits and indices around it. */
function reachOf({ label, box: [x0, y0, x1, y1], box }: Piece, line: TextLine): Box {
  if (label !== 'display_formula' || wordsOfLetters(line) > 0 || formulaNumber.test(lineText(line)))
    return box;
  const reach = formulaReach * line.fontSize;
  return [x0 - reach, y0 - reach, x1 + reach, y1 + reach];
}

/** Index of the piece that covers most of a line, among those that may own it. */
function ownerOf(line: TextLine, pieces: readonly Piece[], isCaption: boolean): number | undefined {
  let best: number | undefined;
  let bestKey = 0;
  pieces.forEach((piece, i) => {
    // A figure that swallowed its caption gives it back.
    if (isCaption && isSolid(piece)) return;
    const share = coverage(line.box, reachOf(piece, line));
    if (share < (isSolid(piece) ? ownedShare.solid : ownedShare.text)) return;
    // Figures come before text: what they accepted is theirs. Then the better fit, then the surer one.
    const key = (isSolid(piece) ? 10 : 0) + share + piece.score / 10;
    if (key > bestKey) [best, bestKey] = [i, key];
  });
  return best;
}

type Owners = ReadonlyMap<TextLine, number | undefined>;

/** Lines of one writing size and weight, give or take, and no column gap between them. */
function isOneColumn(lines: readonly TextLine[]): boolean {
  const sizes = lines.map(({ fontSize }) => fontSize);
  if (Math.max(...sizes) > fitting.size * Math.min(...sizes)) return false;
  if (lines.some((line) => line.bold !== lines[0]?.bold)) return false;
  let reach = Number.NEGATIVE_INFINITY;
  for (const { box } of lines.toSorted((a, b) => a.box[0] - b.box[0])) {
    if (reach > Number.NEGATIVE_INFINITY && box[0] > reach) return false;
    reach = Math.max(reach, box[2]);
  }
  return true;
}

/** In the margin stand one below the other what has nothing to do with each other: the lines alone say what belongs together. */
const ofManyParts: ReadonlySet<Piece['label']> = new Set(['header', 'footer']);

/** Text regions whose outline is that of the lines they own: what the network took for one paragraph is one. */
function fittingRegions(
  pieces: readonly Piece[],
  owners: Owners,
  entryOf: ReadonlyMap<TextLine, TextBlock>,
): Map<number, TextLine[]> {
  const owned = new Map<number, TextLine[]>();
  for (const [line, owner] of owners) {
    if (owner === undefined || isSolid(pieces[owner] as Piece)) continue;
    owned.set(owner, [...(owned.get(owner) ?? []), line]);
  }
  for (const [owner, lines] of owned) {
    const piece = pieces[owner] as Piece;
    const outline = boundingBox(lines.map(({ box }) => box));
    const entries = new Set(lines.map((line) => entryOf.get(line)));
    const isList = piece.label !== 'content' && entries.size > 1;
    const isWhole = iou(outline, piece.box) >= fitting.iou && isOneColumn(lines);
    if (!isWhole || isList || ofManyParts.has(piece.label)) owned.delete(owner);
  }
  return owned;
}

/** Neighbouring lines of one block, that one region holds whole, or a figure, or neither. */
interface Run {
  /** A fitting region, or a figure. */
  readonly holder: number | undefined;
  readonly lines: readonly TextLine[];
}

function runsOf(block: TextBlock, holderOf: (line: TextLine) => number | undefined): Run[] {
  const runs: { holder: number | undefined; lines: TextLine[] }[] = [];
  for (const line of block.lines) {
    const holder = holderOf(line);
    const last = runs.at(-1);
    if (last && last.holder === holder) last.lines.push(line);
    else runs.push({ holder, lines: [line] });
  }
  return runs;
}

/** The region that owns most of the lines, undefined when most have none. */
function mainOwner(lines: readonly TextLine[], owners: Owners): number | undefined {
  const counts = new Map<number | undefined, number>();
  for (const line of lines) counts.set(owners.get(line), (counts.get(owners.get(line)) ?? 0) + 1);
  let best: number | undefined;
  for (const [owner, count] of counts) {
    if (owner !== undefined && 2 * count >= lines.length) best = owner;
  }
  return best;
}

/** Labels that the network confuses with captions. */
const mayBeCaption: ReadonlySet<Piece['label']> = new Set([
  'text',
  'paragraph_title',
  'footnote',
  'vision_footnote',
]);

/** The label that a text region keeps once its lines are known. */
function correctedLabel(piece: Piece, lines: readonly TextLine[], text: PageText): Piece['label'] {
  const isTitle = piece.label === 'paragraph_title' || piece.label === 'doc_title';
  if (isTitle && looksLikeBody(lines, text)) return 'text';
  if (mayBeCaption.has(piece.label) && looksLikeCaption(lines)) return 'figure_title';
  if (piece.label === 'text') return labelOfLines(lines, text);
  if (piece.label === 'figure_title' && !looksLikeCaption(lines) && isSetAsBody(lines, text)) return 'text';
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

/** Lines that no fitting region holds: the rest of their block, or a short end of a region that is their neighbour. */
function placeRuns(runs: readonly Run[], held: ReadonlyMap<number, TextLine[]>): TextLine[][] {
  const free: TextLine[][] = [];
  runs.forEach(({ holder, lines }, i) => {
    if (holder !== undefined) return;
    const neighbour = [runs[i - 1]?.holder, runs[i + 1]?.holder].find((h) => h !== undefined && held.has(h));
    if (neighbour !== undefined && lines.length <= fitting.missedLines) held.get(neighbour)?.push(...lines);
    else free.push([...lines]);
  });
  return free;
}

/** The lines from top to bottom, parted where a line opens a paragraph or, among entries, the next entry. */
function paragraphsOf(
  lines: readonly TextLine[],
  openings: ReadonlyMap<TextLine | undefined, TextBlock>,
): TextLine[][] {
  const sorted = lines.toSorted((a, b) => a.baseline - b.baseline);
  const areEntries = sorted[0] !== undefined && startsEntry(sorted[0]);
  const opens = (line: TextLine) =>
    openings.get(line)?.isSetIn || (areEntries && openings.has(line) && startsEntry(line));
  const paragraphs: TextLine[][] = [];
  for (const line of sorted) {
    if (paragraphs.length === 0 || opens(line)) paragraphs.push([line]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs;
}

/** Every line of the page ends in exactly one of the returned text pieces or inside a figure, table or formula. */
export function fitToText(pieces: readonly Piece[], text: PageText): Piece[] {
  const captions = new Set(
    text.blocks.filter(({ lines }) => looksLikeCaption(lines)).flatMap(({ lines }) => lines),
  );
  const owners: Owners = new Map(text.lines.map((line) => [line, ownerOf(line, pieces, captions.has(line))]));
  const entries = text.blocks.filter(({ isEntry }) => isEntry);
  const entryOf = new Map(entries.flatMap((entry) => entry.lines.map((line) => [line, entry])));
  const held = fittingRegions(pieces, owners, entryOf);
  const holderOf = (line: TextLine) => {
    const owner = owners.get(line);
    return owner !== undefined && (held.has(owner) || isSolid(pieces[owner] as Piece)) ? owner : undefined;
  };
  const free = text.blocks.flatMap((block) => placeRuns(runsOf(block, holderOf), held));
  const fitted = free.map((lines) => {
    const owner = mainOwner(lines, owners);
    const piece = owner === undefined ? undefined : pieces[owner];
    if (!piece || isSolid(piece)) return pieceOfLines(lines, labelOfLines(lines, text));
    return pieceOfLines(lines, correctedLabel(piece, lines, text), piece.score);
  });
  const openings = new Map(text.blocks.map((block) => [block.lines[0], block]));
  for (const [owner, lines] of held) {
    const piece = pieces[owner] as Piece;
    for (const paragraph of paragraphsOf(lines, openings))
      fitted.push(pieceOfLines(paragraph, correctedLabel(piece, paragraph, text), piece.score));
  }
  const boxes = fitted.map(({ box }) => box);
  const used = new Set(owners.values());
  const rest = pieces.flatMap((piece, i) => {
    if (isSolid(piece)) {
      const own = text.lines.filter((line) => owners.get(line) === i);
      return [grownToLines(piece, own)];
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
