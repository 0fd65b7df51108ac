/** What font size, weight and wording say a run of lines is. */
import type { LayoutLabel } from '@recto/contracts';
import { type Box, intervalOverlap } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import { lineText, type TextLine } from './text-lines.ts';

/** Larger than the body text by this factor is a heading. */
const headingSize = 1.15;
/** So large that the first such run of a first page is the title of the document. */
const titleSize = 1.4;
/** A heading has at most this many lines and words. */
const headingLines = 3;
const headingWords = 30;
/** A heading is no sentence of this many words, unless its type is larger by this factor. */
const sentence = { words: 7, size: 1.5 };
/** A bold run with a neighbour on its row this near (in font sizes) is a table's cell, not a heading. */
const rowNeighbour = 6;

const captionKind =
  /^(?:(?:fig(?:ure|s?\.)?|table|tab\.|scheme|chart|abb(?:ildung|\.)|tabelle|figura|tabla|tableau)\s*(?:\d{1,3}|[ivxs]+\d*)(?:\.\d+)?|[图表圖]\s*[\d一二三四五六七八九十]+)(?!\p{L})/iu;
/** "Figure 3. ...", "Table IV Results ...", not "Figure 3 shows ...". */
const captionRest = /^\s*(?:[.:|)–—-]|\p{Lu}|\p{Script=Han}|$)/u;
const wordOfLetters = /\p{L}{3}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const numberedHeading = /^(\d{1,2}(\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.|第.{1,3}[章节])\s*\p{L}/u;

const angleOf = (line: TextLine) => line.words[0]?.angle;
const turned = (line: TextLine) => angleOf(line) !== 0;

/** Stamps and thumb tabs stand this near to the left or right edge, as a share of the width; further in, text is content. */
const sideMargin = 0.12;

const standsAtSide = ({ box: [x0, , x1] }: TextLine, { size: { width } }: PageText): boolean =>
  x1 <= sideMargin * width || x0 >= (1 - sideMargin) * width;

export const blockText = (lines: readonly TextLine[]): string => lines.map(lineText).join(' ');

function standsInRow(lines: readonly TextLine[], text: PageText): boolean {
  return lines.some((line) => {
    const [x0, y0, x1, y1] = line.upright;
    const reach = rowNeighbour * line.fontSize;
    const isBeside = ([left, top, right, bottom]: Box) =>
      (left >= x1 || right <= x0) &&
      Math.max(left - x1, x0 - right) < reach &&
      intervalOverlap(top, bottom, y0, y1) > 0.5 * (y1 - y0);
    return text.lines.some(
      (other) => angleOf(other) === angleOf(line) && !lines.includes(other) && isBeside(other.upright),
    );
  });
}

/** True for a run of few words in larger type, or in bold type on a line of its own. */
export function looksLikeHeading(lines: readonly TextLine[], text: PageText): boolean {
  const content = blockText(lines);
  const words = content.split(/\s+/).length;
  if (lines.length > headingLines || words > headingWords || !wordOfLetters.test(content)) return false;
  const factor = Math.min(...lines.map(({ fontSize }) => fontSize)) / text.bodySize;
  const bold = !text.boldBody && lines.every((line) => line.bold);
  const openEnd = /[,;]$/.test(content) || (/[.:]$/.test(content) && !numberedHeading.test(content));
  const isSentence = openEnd && !bold && words >= sentence.words && factor < sentence.size;
  if (factor >= headingSize) return !isSentence;
  return bold && factor >= 0.93 && lines.length <= 2 && !openEnd && !standsInRow(lines, text);
}

/** True for lines that open as captions do: a kind of figure, its number, then its title. */
export function looksLikeCaption(lines: readonly TextLine[]): boolean {
  const content = blockText(lines);
  const kind = captionKind.exec(content)?.[0];
  return kind !== undefined && captionRest.test(content.slice(kind.length));
}

/** True when the type is that of the body and there is too much of it for a heading. */
export function looksLikeBody(lines: readonly TextLine[], text: PageText): boolean {
  const factor = Math.max(...lines.map(({ fontSize }) => fontSize)) / text.bodySize;
  const bold = !text.boldBody && lines.every((line) => line.bold);
  const content = blockText(lines);
  const words = content.split(/\s+/).length;
  const endsSentence = /[.,;]$/.test(content) && !numberedHeading.test(content);
  return factor <= 1.05 && !bold && (lines.length > 2 || words > 16 || endsSentence);
}

/** True for running text in the very size of the body: captions without a number are set smaller. */
export const isSetAsBody = (lines: readonly TextLine[], text: PageText): boolean =>
  looksLikeBody(lines, text) && lines.every(({ fontSize }) => fontSize >= 0.95 * text.bodySize);

/** Label of a run of lines that no region of the network covers. */
export function labelOfLines(lines: readonly TextLine[], text: PageText): LayoutLabel {
  if (lines.every(({ isLineNumber }) => isLineNumber)) return 'aside_text';
  const isTurned = lines.some(turned) && text.lines.filter(turned).length * 2 < text.lines.length;
  if (isTurned && lines.every((line) => standsAtSide(line, text))) return 'aside_text';
  if (looksLikeCaption(lines)) return 'figure_title';
  return looksLikeHeading(lines, text) ? 'paragraph_title' : 'text';
}

/**
 * The run that is the document's title, on a first page: the largest heading of its upper half, when it is larger
 * than the other headings.
 */
export function findDocumentTitle<T extends { label: LayoutLabel; lines: readonly TextLine[] }>(
  runs: readonly T[],
  text: PageText,
): T | undefined {
  const sizeOf = ({ lines }: T) => Math.max(0, ...lines.map(({ fontSize }) => fontSize));
  const headings = runs.filter(({ label, lines }) => label === 'paragraph_title' && lines.length > 0);
  const largest = Math.max(0, ...headings.map(sizeOf));
  if (largest < titleSize * text.bodySize) return undefined;
  const inUpperHalf = ({ lines }: T) => lines.every(({ box }) => box[3] < text.size.height / 2);
  const [title, ...others] = headings.filter((run) => sizeOf(run) > largest - 0.5);
  return title && others.length === 0 && inUpperHalf(title) ? title : undefined;
}
