/** Rows of a picture that hold ink, grouped: a text line in a straight single-column crop is one band. */
import type { Ink } from './gray.ts';

export interface Band {
  readonly y0: number;
  /** Exclusive. */
  readonly y1: number;
  /** Pixels of ink. */
  readonly area: number;
}

/** Bands from top to bottom; those lower than `minHeight` px (dust, rulings, accents) are left out. */
export function findBands(ink: Ink, minHeight: number): Band[] {
  const bands: Band[] = [];
  let start = -1;
  let area = 0;
  for (let y = 0; y <= ink.height; y++) {
    const inked = y < ink.height ? inkOfRow(ink, y) : 0;
    if (inked > 0) {
      if (start < 0) start = y;
      area += inked;
    } else if (start >= 0) {
      if (y - start >= minHeight) bands.push({ y0: start, y1: y, area });
      start = -1;
      area = 0;
    }
  }
  return bands;
}

function inkOfRow(ink: Ink, y: number): number {
  let count = 0;
  for (let i = y * ink.width; i < (y + 1) * ink.width; i++) count += ink.data[i]!;
  return count;
}
