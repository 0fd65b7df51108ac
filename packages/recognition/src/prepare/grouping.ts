/** Pieces of one paragraph that were found as several regions are stacked into one picture and read together (pipeline.md 3.4). */
import {
  type Box,
  boundingBox,
  boxHeight,
  boxWidth,
  intersectionArea,
  intervalOverlap,
} from '@recto/geometry';

export interface GroupingItem {
  readonly label: string;
  readonly box: Box;
}

export type Alignment = 'left' | 'right' | 'center';

/** Indices into the filtered list. `alignments[i]` places member i+1 below the ones before it. */
export interface Group {
  readonly members: readonly number[];
  readonly alignments: readonly Alignment[];
  /** Tall groups are read piece by piece and carry no group id. */
  readonly stacked: boolean;
}

const edgeTolerance = 5;
const tallest = 3;

/** @param standsAlone regions that never merge. Every index of `items` occurs exactly once, in the order of emission. */
export function groupRegions<T extends GroupingItem>(
  items: readonly T[],
  standsAlone: (item: T) => boolean,
): Group[] {
  const indices = items.map((_, i) => i);
  const alone = indices.filter((i) => standsAlone(items[i] as T));
  const obstacles = alone.map((i) => (items[i] as GroupingItem).box);
  const groups = chain(
    items,
    indices.filter((i) => !alone.includes(i)),
    obstacles,
  );
  return emissionOrder(groups, alone);
}

/** Consecutive mergeable regions that continue each other. */
function chain(
  items: readonly GroupingItem[],
  mergeable: readonly number[],
  obstacles: readonly Box[],
): Group[] {
  const chains: { members: number[]; alignments: Alignment[] }[] = [];
  mergeable.forEach((index, k) => {
    const before = k > 0 ? items[mergeable[k - 1] as number] : undefined;
    const alignment = before && continuation(before, items[index] as GroupingItem, obstacles);
    const current = chains.at(-1);
    if (alignment && current) {
      current.members.push(index);
      current.alignments.push(alignment);
    } else chains.push({ members: [index], alignments: [] });
  });
  return chains.map((group) => ({
    ...group,
    stacked: isStackable(group.members.map((i) => (items[i] as GroupingItem).box)),
  }));
}

function isStackable(boxes: readonly Box[]): boolean {
  const height = boxes.reduce((sum, box) => sum + boxHeight(box), 0);
  return height / Math.max(...boxes.map(boxWidth)) < tallest;
}

/** How `b` continues `p`, or null where it does not. */
function continuation(p: GroupingItem, b: GroupingItem, obstacles: readonly Box[]): Alignment | null {
  if (p.label !== 'text' || b.label !== 'text') return null;
  const [pl, pt, pr, pb] = p.box;
  const [bl, bt, br, bb] = b.box;
  if (intervalOverlap(pl, pr, bl, br) <= 0) {
    const gap = bl - pr;
    const nextColumn = gap > 0 && bt < pb && gap < 0.3 * Math.max(boxWidth(p.box), boxWidth(b.box));
    return nextColumn ? 'center' : null;
  }
  const lefts = Math.abs(bl - pl) <= edgeTolerance;
  const rights = Math.abs(br - pr) <= edgeTolerance;
  const adjacent = bb >= pt && Math.abs(bt - pb) < 0.5 * Math.max(boxHeight(p.box), boxHeight(b.box));
  if (!adjacent || lefts === rights) return null;
  const around = boundingBox([p.box, b.box]);
  // Text that flows around a picture: only then do two widths belong to one paragraph.
  if (!obstacles.some((box) => intersectionArea(around, box) > 0)) return null;
  return lefts ? 'left' : 'right';
}

/** All by their first member: what stands alone inside a group's range follows the group. */
function emissionOrder(groups: readonly Group[], alone: readonly number[]): Group[] {
  const singles = alone.map((index): Group => ({ members: [index], alignments: [], stacked: false }));
  const first = ({ members }: Group) => members[0] as number;
  return [...groups, ...singles].sort((a, b) => first(a) - first(b));
}
