/** Sets text as a PDF's text layer holds it, for the tests of this folder. */
import type { Page, TextWord } from '@recto/documents';

export interface Setting {
  /** Left edge and first baseline, in pixels. */
  x: number;
  y: number;
  /** Pixels; default 20. */
  size?: number;
  /** Baseline to baseline, in pixels; default 1.2 sizes. */
  leading?: number;
  /** Words of these lines stretch to this width. */
  width?: number;
  bold?: boolean;
  /** The first line starts this far in. */
  indent?: number;
}

/** Every character is half as wide as the type is large. */
const advance = 0.5;

function setLine(
  text: string,
  x: number,
  baseline: number,
  setting: Setting,
  stretched: boolean,
): TextWord[] {
  const size = setting.size ?? 20;
  const words = text.split(' ');
  const inked = words.reduce((sum, word) => sum + word.length * advance * size, 0);
  const space =
    stretched && setting.width !== undefined && words.length > 1
      ? (setting.width - (x - setting.x) - inked) / (words.length - 1)
      : 0.3 * size;
  let left = x;
  return words.map((word) => {
    const right = left + word.length * advance * size;
    const box = [left, baseline - 0.9 * size, right, baseline + 0.2 * size] as const;
    left = right + space;
    return {
      text: word,
      box,
      baseline,
      fontSize: size,
      fontName: 'Test',
      bold: setting.bold ?? false,
      italic: false,
      angle: 0,
      invisible: false,
      unmapped: 0,
      spaceAfter: true,
    };
  });
}

/** One string per line; all but the last line of a paragraph are stretched to `width` when there is one. */
export function typeset(lines: readonly string[], setting: Setting): TextWord[] {
  const leading = setting.leading ?? 1.2 * (setting.size ?? 20);
  return lines.flatMap((line, i) =>
    setLine(
      line,
      setting.x + (i === 0 ? (setting.indent ?? 0) : 0),
      setting.y + i * leading,
      setting,
      i < lines.length - 1,
    ),
  );
}

/** Lines of prose of about the width that `columns` characters have. */
export function prose(lines: number, seed: string, columns = 40): string[] {
  const vocabulary = [
    'region',
    'order',
    'model',
    'column',
    'paper',
    'words',
    'line',
    'page',
    'figure',
    'with',
    'of',
  ];
  return Array.from({ length: lines }, (_, i) => {
    let line = `${seed}${i}`;
    for (let k = 0; ; k++) {
      const word = vocabulary[(i * 7 + k * 3) % vocabulary.length] as string;
      if (line.length + word.length + 1 > columns) return line;
      line += ` ${word}`;
    }
  });
}

/** An index: pages stand two ems after their entry; that of 'margins' goes on below, set in. */
export function indexEntries(x: number, y: number): { words: TextWord[]; lines: string[] }[] {
  const names = 'binding columns margins paper proofs type ink plates presses sheets spaces titles words';
  let baseline = y;
  return names.split(' ').map((name, i) => {
    const goesOn = name === 'margins';
    const pages = goesOn ? `${i + 4}, ${i + 9},` : `${i + 4}, ${i * 7 + 30}`;
    const entry = typeset([name], { x, y: baseline });
    const words = [...entry, ...typeset([pages], { x: (entry[0]?.box[2] ?? 0) + 40, y: baseline })];
    baseline += 24;
    if (!goesOn) return { words, lines: [`${name} ${pages}`] };
    words.push(...typeset(['116'], { x: x + 12, y: baseline }));
    baseline += 24;
    return { words, lines: [`${name} ${pages}`, '116'] };
  });
}

export const testSize = { width: 1000, height: 1400 };

/** A white page with these words. */
export function pageOf(words: readonly TextWord[], index = 0): Page {
  const { width, height } = testSize;
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(255);
  return { index, raster: { width, height, data }, textLayer: { words, images: [] } };
}

/** The words turned on the page as a reader sees them after a clockwise quarter turn of the text. */
export function turnedClockwise(words: readonly TextWord[]): TextWord[] {
  const { width } = testSize;
  return words.map((word) => {
    const [x0, y0, x1, y1] = word.box;
    return { ...word, angle: 90, box: [width - y1, x0, width - y0, x1], baseline: width - word.baseline };
  });
}
