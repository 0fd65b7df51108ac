/** Whether one line fills most of the last lines: a loop that stumbles now and then (pipeline.md 5.1, rule 3). */

/** Four fifths of them are more than the equal rows that any crop is believed to have. */
const keptLines = 64;
const loopShare = 0.8;
/** Letters and digits outside tags; shorter lines are entries of a list ("N/A"), and have a right to be many. */
const leastText = 12;

interface Line {
  readonly hash: number;
  /** Offset of its end. */
  readonly end: number;
  readonly text: number;
}

const newline = 0x0a;
const tagOpen = 0x3c;
const tagClose = 0x3e;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d;
const isText = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code > 0xbf;

export class LineShare {
  private readonly lines: Line[] = [];
  private readonly counts = new Map<number, number>();
  private hash = 0;
  private text = 0;
  private isInTag = false;

  /** @param offset of the character in the answer */
  push(code: number, offset: number): void {
    if (code === newline) this.endLine(offset);
    else if (!isSpace(code)) {
      this.hash = (Math.imul(this.hash, 0x01000193) ^ code) | 0;
      if (code === tagOpen) this.isInTag = true;
      else if (code === tagClose) this.isInTag = false;
      else if (!this.isInTag && isText(code)) this.text += 1;
    }
  }

  /** The end of the loop's first line among those kept; null where there is no loop. */
  loopStart(): number | null {
    if (this.lines.length < keptLines) return null;
    for (const [most, count] of this.counts) {
      if (count < loopShare * keptLines) continue;
      const first = this.lines.find(({ hash }) => hash === most) as Line;
      return first.text < leastText ? null : first.end;
    }
    return null;
  }

  private endLine(end: number): void {
    if (this.hash === 0) return;
    const line = { hash: this.hash, end, text: this.text };
    this.lines.push(line);
    this.counts.set(line.hash, (this.counts.get(line.hash) ?? 0) + 1);
    if (this.lines.length > keptLines) this.forget(this.lines.shift() as Line);
    this.hash = 0;
    this.text = 0;
    this.isInTag = false;
  }

  private forget({ hash }: Line): void {
    const left = (this.counts.get(hash) ?? 0) - 1;
    if (left > 0) this.counts.set(hash, left);
    else this.counts.delete(hash);
  }
}
