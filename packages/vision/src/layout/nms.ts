/** Non-maximum suppression in the reference's convention (pipeline.md 2.4-4). */
import type { Box } from '@recto/geometry';
import type { RawBox } from './raw-box.ts';

/** IoU from which on the weaker of two boxes goes. */
export interface NmsLimits {
  readonly sameClass: number;
  readonly otherClass: number;
}

export const referenceNmsLimits: NmsLimits = { sameClass: 0.6, otherClass: 0.98 };

/** IoU of boxes whose right and bottom edges belong to them: every side counts one pixel more. */
function inclusiveIou(a: Box, b: Box): number {
  const side = (low: number, high: number) => Math.max(0, high - low + 1);
  const shared =
    side(Math.max(a[0], b[0]), Math.min(a[2], b[2])) * side(Math.max(a[1], b[1]), Math.min(a[3], b[3]));
  const area = (r: Box) => (r[2] - r[0] + 1) * (r[3] - r[1] + 1);
  return shared / (area(a) + area(b) - shared);
}

/** Survivors, best score first. */
export function nonMaximumSuppression(boxes: readonly RawBox[], limits: NmsLimits): RawBox[] {
  const kept: RawBox[] = [];
  for (const candidate of boxes.toSorted((a, b) => b.score - a.score)) {
    const covered = kept.some((better) => {
      const limit = better.classId === candidate.classId ? limits.sameClass : limits.otherClass;
      return inclusiveIou(better.box, candidate.box) >= limit;
    });
    if (!covered) kept.push(candidate);
  }
  return kept;
}
