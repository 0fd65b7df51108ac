/**
 * Notices, while an answer arrives, that the model runs in circles. Reads text, so it needs no tokenizer and serves every server.
 *
 * Three kinds of loop (pipeline.md 5.1; PaddleOCR #17737, #17903, mlx-vlm #1021, DeepSeek-OCR-2 #28):
 *   tail      the answer ends in copies of one unit: a phrase, a line, a table cell, a row, digits
 *   lines     one line over and over, with others strewn in
 *   counting  1, 2, 3 … with the same words between, beyond what a picture would hold
 *
 * Documents repeat, too: equal rows, leaders, rules. Copies count only from the third on, by tokens; what has no letter
 * or digit (leaders, empty rows) gets more rope; and equal rows of a table are left alone as long as the crop has room for them.
 */
import { CounterMasker, counterCode } from './counter-masker.ts';
import { LineShare } from './line-share.ts';
import { type PeriodicTail, TailWindow, windowLength } from './tail-window.ts';

export type LoopKind = 'tail' | 'lines' | 'counting';

export interface Loop {
  readonly kind: LoopKind;
  /** Offset into the text, in characters, up to which it is worth keeping: the end of the loop's first copy. */
  readonly keep: number;
}

export interface DetectorOptions {
  /** Rows of a table that the picture has room for; 0 where that is not known. */
  readonly rows: number;
}

/** With `checkTokens`, so that a loop ends within 200 tokens of its third copy. */
const tokensAfterThird = 160;
const checkTokens = 24;
/** A leader or a rule across a wide page has some 190 characters, and stands in few tokens. */
const ornamentCharacters = 400;
/** Blank forms have many empty rows, whatever their height in pixels. */
const emptyRows = 48;
/** No more equal rows are believed, however tall the picture. */
const mostRows = 48;
/** Numbered rows of a page, a column of years. */
const countedNumbers = 200;
/** Mean characters of a token; a longer delta holds more than one. */
const charactersPerToken = 8;

export class RepetitionDetector {
  /** Deltas, or more where they are long: an estimate that is never above the truth by much. */
  tokens = 0;
  private readonly rows: number;
  /** Null until the first check: most answers end before there is one. */
  private seen: SeenText | null = null;
  /** Pieces that came since the last check. */
  private unread: string[] = [];
  private checkAt = checkTokens;

  constructor({ rows }: DetectorOptions) {
    this.rows = Math.min(rows, mostRows);
  }

  /** Takes the next piece of the answer. Returns the loop that it runs in, once that is certain. */
  push(text: string): Loop | null {
    if (text === '') return null;
    this.unread.push(text);
    this.tokens += tokensIn(text);
    if (this.tokens < this.checkAt) return null;
    this.checkAt = this.tokens + checkTokens;
    this.seen ??= new SeenText();
    for (const piece of this.unread) this.seen.read(piece);
    this.unread = [];
    return this.check(this.seen);
  }

  private check(seen: SeenText): Loop | null {
    const tail = seen.window.find((found, tokensAfter) => this.isLoop(seen.window, found, tokensAfter));
    if (tail !== null) return { kind: 'tail', keep: seen.length - tail.length + tail.unitLength };
    const lineEnd = seen.lines.loopStart();
    if (lineEnd !== null) return { kind: 'lines', keep: lineEnd };
    return seen.counts() ? { kind: 'counting', keep: seen.counters.runStart } : null;
  }

  private isLoop(window: TailWindow, tail: PeriodicTail, tokensAfter: number): boolean {
    if (tokensAfter < tokensAfterThird) return false;
    const copies = tail.length / tail.unitLength;
    const unit = window.unitOf(tail);
    const rows = copies * rowsOf(unit);
    // Rows so long that the window does not hold as many of them as are allowed.
    if (tail.length > windowLength - tail.unitLength) return true;
    if (hasText(unit)) return rows === 0 || rows > this.rows;
    return rows > 0 ? rows > Math.max(emptyRows, this.rows) : tail.length > ornamentCharacters;
  }
}

const tokensIn = (text: string): number => Math.ceil(text.length / charactersPerToken);

/** What has been read of an answer, in the three forms in which loops are looked for. */
class SeenText {
  /** Characters. */
  length = 0;
  readonly window = new TailWindow();
  readonly lines = new LineShare();
  /** Holds something only in answers that count at all. */
  private readonly masked = new TailWindow();
  readonly counters = new CounterMasker((code) => {
    if (this.counters.run >= countedNumbers / 4) this.masked.push(code, 0);
  });
  private tokens = 0;

  read(text: string): void {
    const tokens = tokensIn(text);
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      const tick = this.tokens + Math.ceil(((i + 1) * tokens) / text.length);
      this.window.push(code, tick);
      this.lines.push(code, this.length + i);
      this.counters.push(code);
    }
    this.length += text.length;
    this.tokens += tokens;
  }

  /** Whether it counts on and on with the same words between. */
  counts(): boolean {
    const { masked } = this;
    if (this.counters.run < countedNumbers) return false;
    const tail = masked.find(({ unitLength, length }) => {
      const unit = masked.unitOf({ unitLength, length });
      const counters = unit.split(String.fromCharCode(counterCode)).length - 1;
      return counters * Math.floor(length / unitLength) >= countedNumbers;
    });
    return tail !== null;
  }
}

/** Markup that says where cells and rows are, not what is in them: OTSL, HTML, escapes of LaTeX and HTML. */
const markup = /<\/?[a-z][^<>]{0,200}>|\\[a-z]+|&[a-z]+;/gi;
const hasText = (unit: string): boolean => {
  // A unit may begin anywhere, so a tag may be cut in two: twice the unit has it whole.
  const twice = unit + unit;
  return /[\p{L}\p{N}]/u.test(twice.replace(markup, '').replace(/^[^<]{0,200}>|<[^>]{0,200}$/g, ''));
};

/** Rows in a unit: of tables in OTSL, HTML, Markdown or LaTeX, or of a bare column of numbers. */
function rowsOf(unit: string): number {
  const rowEnd = /[<\p{L}]/u.test(unit) ? /<nl>|<\/tr>|\|\s*\n|&[^\n]*\\\\/g : /\n/g;
  const ends = ((unit + unit).match(rowEnd) ?? []).length;
  return ends === 0 ? 0 : Math.max(1, Math.round(ends / 2));
}
