/** What the text layer of a page says about its typography: all lines, all blocks, the size of the body text. */
import type { Page, PageSize, TextWord } from '@recto/documents';
import { isProse, type TextBlock, textBlocks } from './text-blocks.ts';
import { type TextLine, textLines } from './text-lines.ts';

export interface PageText {
  readonly size: PageSize;
  readonly lines: readonly TextLine[];
  readonly blocks: readonly TextBlock[];
  /** Font size of most of the characters, in pixels. */
  readonly bodySize: number;
  /** Most of the characters are bold, so that bold says nothing. */
  readonly boldBody: boolean;
}

/** A page with more words is a drawing or an attack: it is treated as if it had no text layer. */
export const maxWords = 6_000;

/** Tables and listings may hold most characters of a page; from this share in paragraphs on, those are its body. */
const enoughProse = 0.15;

const angles = [0, 90, 180, 270] as const;

/** Words over a scan lie where somebody's OCR thought that they do, in sizes that it made up: the ink knows better. */
const isScanned = (words: readonly TextWord[]): boolean =>
  words.filter(({ invisible }) => invisible).length > 0.5 * words.length;

/** Null when the page has no text layer, an empty or invisible one, or one beyond `maxWords`. */
export function readPageText({ raster, textLayer }: Page): PageText | null {
  const words = textLayer?.words.filter(({ text }) => text.trim() !== '') ?? [];
  if (words.length === 0 || words.length > maxWords || isScanned(words)) return null;
  const size = { width: raster.width, height: raster.height };
  const perAngle = angles.map((angle) => textLines(words, angle, size));
  const lines = perAngle.flat();
  if (lines.length === 0) return null;
  const blocks = perAngle.flatMap(textBlocks);
  return { size, lines, blocks, ...bodyOf(runningText(lines, blocks)) };
}

const characters = (lines: readonly TextLine[]): number =>
  lines.reduce((sum, { words }) => sum + words.reduce((count, { text }) => count + text.length, 0), 0);

/** The lines of paragraphs, when there are enough of them to say what the body is; else all lines. */
function runningText(lines: readonly TextLine[], blocks: readonly TextBlock[]): readonly TextLine[] {
  const inParagraphs = blocks.filter(isProse).flatMap((block) => block.lines);
  return characters(inParagraphs) >= enoughProse * characters(lines) ? inParagraphs : lines;
}

function bodyOf(lines: readonly TextLine[]): Pick<PageText, 'bodySize' | 'boldBody'> {
  const characters = new Map<number, number>();
  let bold = 0;
  let all = 0;
  for (const line of lines) {
    const count = line.words.reduce((sum, { text }) => sum + text.length, 0);
    characters.set(line.fontSize, (characters.get(line.fontSize) ?? 0) + count);
    all += count;
    if (line.bold) bold += count;
  }
  let bodySize = 0;
  let most = 0;
  for (const [fontSize, count] of characters) {
    if (count > most) [bodySize, most] = [fontSize, count];
  }
  return { bodySize, boldBody: bold * 2 > all };
}
