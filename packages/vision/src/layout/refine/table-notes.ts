/** What stands right under a table and explains it: notes with the marks of its cells, sources. Known by place, type and opening. */
import { boxWidth, intervalOverlap } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import type { Piece } from './piece.ts';
import { blockText } from './style.ts';

/** Space between a table and its first note, and between notes, in font sizes of the lower one. */
const gap = { first: 2.5, next: 1.2 };
/** Notes without a word that says so are set smaller than the body by this factor. */
const smaller = 0.95;
/** Share of a note's width that lies below the table. */
const below = 0.9;

const saysSo =
  /^(?:notes?|sources?|quellen?|anmerkung(?:en)?|remarques?|nota|fuentes?)\s*[:.]|^[注来资]\S{0,3}[:：]|^[*†‡]/i;
const hasMark = /^(?:\(?\d{1,2}\)|\(?[a-z]\)|\d{1,2}\s|[a-z]\s)/;

const fontSizeOf = ({ lines }: Piece): number => Math.max(1, ...lines.map(({ fontSize }) => fontSize));

function readsAsNote(piece: Piece, text: PageText): boolean {
  const content = blockText(piece.lines);
  return saysSo.test(content) || (hasMark.test(content) && fontSizeOf(piece) < smaller * text.bodySize);
}

function standsUnder(piece: Piece, above: Piece): boolean {
  const [x0, y0, x1] = piece.box;
  const space = (y0 - above.box[3]) / fontSizeOf(piece);
  return (
    space > -0.5 &&
    space <= (above.label === 'table' ? gap.first : gap.next) &&
    intervalOverlap(x0, x1, above.box[0], above.box[2]) >=
      below * Math.min(boxWidth(piece.box), boxWidth(above.box))
  );
}

/** The same pieces, with `vision_footnote` where text is the note of a table. */
export function labelTableNotes(pieces: readonly Piece[], text: PageText): Piece[] {
  const notes = new Map<Piece, Piece>();
  const known = pieces.filter(({ label }) => label === 'table' || label === 'vision_footnote');
  const candidates = pieces
    .filter((piece) => piece.label === 'text' && piece.lines.length > 0 && readsAsNote(piece, text))
    .toSorted((a, b) => a.box[1] - b.box[1]);
  for (const piece of candidates) {
    if (!known.some((above) => standsUnder(piece, above))) continue;
    const note: Piece = { ...piece, label: 'vision_footnote' };
    notes.set(piece, note);
    known.push(note);
  }
  return pieces.map((piece) => notes.get(piece) ?? piece);
}
