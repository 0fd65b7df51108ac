/** What stands right under a table and explains it: notes with the marks of its cells, sources. Known by place, type and opening. */
import { boxWidth, intervalOverlap } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import type { Piece } from './piece.ts';
import { blockText } from './style.ts';

/** Space between a table and its first note, and between notes, in font sizes of the lower one. */
const gap = { first: 2.5, next: 1.2 };
/** Notes without a word that says so are set smaller than the body by this factor. */
const smaller = 0.95;
/** So is a raised mark, compared with the note. */
const raised = 0.85;
/** Share of the narrower one's width that lies below a table, below a note. */
const below = { table: 0.9, note: 0.5 };

const saysSo =
  /^(?:notes?|sources?|quellen?|anmerkung(?:en)?|remarques?|nota|fuentes?)\s*[:.]|^[注来资]\S{0,3}[:：]|^[*†‡]/i;
const hasMark = /^(?:\(?\d{1,2}\)|\(?[a-z]\)|\d{1,2}\s|[a-z]\s)/;

const fontSizeOf = ({ lines }: Piece): number => Math.max(1, ...lines.map(({ fontSize }) => fontSize));

const isSmall = (piece: Piece, text: PageText): boolean => fontSizeOf(piece) < smaller * text.bodySize;

function readsAsNote(piece: Piece, text: PageText): boolean {
  const content = blockText(piece.lines);
  if (saysSo.test(content)) return true;
  const mark = piece.lines[0]?.words[0];
  return (
    hasMark.test(content) && (isSmall(piece, text) || (mark?.fontSize ?? 0) < raised * fontSizeOf(piece))
  );
}

function standsUnder(piece: Piece, above: Piece): boolean {
  const [x0, y0, x1] = piece.box;
  const space = (y0 - above.box[3]) / fontSizeOf(piece);
  const [most, share] = above.label === 'table' ? [gap.first, below.table] : [gap.next, below.note];
  const common = intervalOverlap(x0, x1, above.box[0], above.box[2]);
  return (
    space > -0.5 && space <= most && common >= share * Math.min(boxWidth(piece.box), boxWidth(above.box))
  );
}

/** Part of the note right above: small type that is set in below it. */
const goesOn = (piece: Piece, note: Piece, text: PageText): boolean =>
  note.label === 'vision_footnote' &&
  isSmall(piece, text) &&
  fontSizeOf(piece) === fontSizeOf(note) &&
  piece.box[0] > note.box[0];

/** The same pieces, with `vision_footnote` where text is the note of a table. */
export function labelTableNotes(pieces: readonly Piece[], text: PageText): Piece[] {
  const notes = new Map<Piece, Piece>();
  const known = pieces.filter(({ label }) => label === 'table' || label === 'vision_footnote');
  const candidates = pieces
    .filter(({ label, lines }) => label === 'text' && lines.length > 0)
    .toSorted((a, b) => a.box[1] - b.box[1]);
  for (const piece of candidates) {
    const reads = readsAsNote(piece, text);
    if (!known.some((above) => standsUnder(piece, above) && (reads || goesOn(piece, above, text)))) continue;
    const note: Piece = { ...piece, label: 'vision_footnote' };
    notes.set(piece, note);
    known.push(note);
  }
  return pieces.map((piece) => notes.get(piece) ?? piece);
}
