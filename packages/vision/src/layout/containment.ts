/** Boxes inside boxes: which of the two stays (pipeline.md 2.4-6). */
import { coverage } from '@recto/geometry';
import type { RawBox } from './raw-box.ts';
import type { ContainmentMode } from './region.ts';

/** Share of a box that must lie in another to count as inside it. */
const insideShare = 0.9;

interface Nesting {
  /** Box is inside some other box. */
  readonly inner: boolean[];
  /** Box holds some other box. */
  readonly outer: boolean[];
}

function nesting(boxes: readonly RawBox[], counts: (inner: RawBox, outer: RawBox) => boolean): Nesting {
  const inner = boxes.map(() => false);
  const outer = boxes.map(() => false);
  boxes.forEach((a, i) => {
    boxes.forEach((b, j) => {
      if (i === j || !counts(a, b) || coverage(a.box, b.box) < insideShare) return;
      inner[i] = true;
      outer[j] = true;
    });
  });
  return { inner, outer };
}

const everyPair = () => true;

/** True for each box that the mode keeps, with `large` and `small` judged over the pairs that count. */
function survivors(
  boxes: readonly RawBox[],
  mode: 'large' | 'small',
  counts: (inner: RawBox, outer: RawBox) => boolean,
): boolean[] {
  const { inner, outer } = nesting(boxes, counts);
  return boxes.map((_, i) => (mode === 'large' ? !inner[i] : !outer[i] || inner[i] === true));
}

/**
 * One mode for all boxes: `union` keeps all, `large` the outer ones, `small` the inner ones. A map by class looks for
 * `large` at the outer box's class and for `small` at the inner box's; every class decides on the same boxes, and a
 * box stays when all of them keep it.
 */
export function filterContained(
  boxes: readonly RawBox[],
  mode: ContainmentMode | ReadonlyMap<number, ContainmentMode>,
): RawBox[] {
  if (mode === 'union') return [...boxes];
  if (typeof mode === 'string') {
    const keep = survivors(boxes, mode, everyPair);
    return boxes.filter((_, i) => keep[i]);
  }
  const decisions: boolean[][] = [];
  for (const [classId, classMode] of mode) {
    if (classMode === 'union') continue;
    decisions.push(
      survivors(
        boxes,
        classMode,
        (inner, outer) => (classMode === 'large' ? outer : inner).classId === classId,
      ),
    );
  }
  return boxes.filter((_, i) => decisions.every((keep) => keep[i]));
}
