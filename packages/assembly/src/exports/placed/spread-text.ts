/** Text of a block over the lines that it was printed on, each word at the share of its line that it fills. */
import type { Box } from '@recto/geometry';
import type { PlacedText } from '../export-page.ts';

const fullWidth =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3fffd}]/u;

/** In widths of a narrow letter. */
const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, sign) => sum + (fullWidth.test(sign) ? 2 : 1), 0);

interface Unit {
  readonly text: string;
  readonly width: number;
  /** Stands apart from the unit before it. */
  readonly spaced: boolean;
}

/** Words; in scripts without spaces every sign may begin a line. */
function unitsOf(text: string): Unit[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const parts = word.match(new RegExp(`${fullWidth.source}|(?:(?!${fullWidth.source}).)+`, 'gu')) ?? [
        word,
      ];
      return parts.map((part, i) => ({ text: part, width: widthOf(part), spaced: i === 0 }));
    });
}

/** @param lines from top to bottom, at least one; `text` may have as many lines of its own */
export function spreadText(text: string, lines: readonly Box[]): PlacedText[] {
  const own = text.split('\n').filter((line) => line.trim() !== '');
  if (own.length === lines.length)
    return lines.flatMap((line, i) => placeLine(unitsOf(own[i] as string), line));
  const units = unitsOf(text);
  return distribute(units, lines).flatMap((part, i) => placeLine(part, lines[i] as Box));
}

/** Units by line, in proportion to the lines' widths. */
function distribute(units: readonly Unit[], lines: readonly Box[]): Unit[][] {
  const all = units.reduce((sum, { width }) => sum + width + 1, 0);
  const space = lines.reduce((sum, [x0, , x1]) => sum + x1 - x0, 0);
  const parts: Unit[][] = lines.map(() => []);
  let [line, filled, placed] = [0, (lines[0] as Box)[2] - (lines[0] as Box)[0], 0];
  for (const unit of units) {
    const middle = ((placed + unit.width / 2) / all) * space;
    while (middle > filled && line < lines.length - 1) {
      line += 1;
      filled += (lines[line] as Box)[2] - (lines[line] as Box)[0];
    }
    parts[line]?.push(unit);
    placed += unit.width + 1;
  }
  return parts;
}

/** Neighbours without a space between them are one piece. */
function placeLine(units: readonly Unit[], [x0, y0, x1, y1]: Box): PlacedText[] {
  const pieces: { text: string; from: number; to: number }[] = [];
  let at = 0;
  for (const { text, width, spaced } of units) {
    const last = pieces.at(-1);
    if (spaced || !last) {
      if (last) at += 1;
      pieces.push({ text, from: at, to: at + width });
    } else {
      last.text += text;
      last.to = at + width;
    }
    at += width;
  }
  const scale = (x1 - x0) / Math.max(1, at);
  return pieces.map(({ text, from, to }) => ({
    text,
    box: [x0 + from * scale, y0, x0 + to * scale, y1],
    angle: 0,
  }));
}
