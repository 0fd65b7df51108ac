/** Ruled tables on a page: horizontal and vertical rulings that touch, with rows and columns between them. */
import { type Box, boundingBox, boxHeight, boxWidth } from '@recto/geometry';
import type { InkMap } from './ink-map.ts';
import type { Ruling, Rulings } from './ink-rulings.ts';

/** Rulings that come this near to each other touch, cells: the lines of a double ruling, corners that scanning broke. */
const touch = 5;
/**
 * Between its borders a grid has so many rulings that run along most of it. A flow chart has many, but all of them short; a
 * framed form has lines to write on, but none that part it from top to bottom.
 */
const minInner = { horizontal: 3, vertical: 2 };
const mostOfIt = 0.6;
/** Nearer to the border than this share of the grid a ruling is part of the border. */
const innerShare = 0.04;
/** Rulings nearer to each other than this, in cells, are one (thick or double). */
const sameRuling = 6;

interface Group {
  box: Box;
  members: { readonly box: Box; readonly axis: keyof Rulings }[];
}

const boxesOf = ({ horizontal, vertical }: Rulings): Group['members'] => [
  ...horizontal.map(({ from, to, across }: Ruling) => ({
    box: [from, across, to, across + 1] as Box,
    axis: 'horizontal' as const,
  })),
  ...vertical.map(({ from, to, across }: Ruling) => ({
    box: [across, from, across + 1, to] as Box,
    axis: 'vertical' as const,
  })),
];

const near = (a: Box, b: Box): boolean =>
  a[0] - b[2] <= touch && b[0] - a[2] <= touch && a[1] - b[3] <= touch && b[1] - a[3] <= touch;

/** Rulings that hang together. */
function connected(members: Group['members']): Group[] {
  let groups: Group[] = [];
  for (const member of members) {
    const touched = groups.filter(
      (group) => near(group.box, member.box) && group.members.some(({ box }) => near(box, member.box)),
    );
    const joined = [member, ...touched.flatMap((group) => group.members)];
    groups = groups.filter((group) => !touched.includes(group));
    groups.push({ box: boundingBox(joined.map(({ box }) => box)), members: joined });
  }
  return groups;
}

/** Places between the borders where touching rulings together run along most of the grid. */
function innerRulings({ box, members }: Group, axis: keyof Rulings): number {
  const length = axis === 'horizontal' ? boxWidth(box) : boxHeight(box);
  const [start, end, across] = axis === 'horizontal' ? ([0, 2, 1] as const) : ([1, 3, 0] as const);
  const sorted = members
    .filter((member) => member.axis === axis)
    .map(({ box }) => box)
    .toSorted((a, b) => a[across] - b[across]);
  const [first, last] = [box[across], box[across + 2]] as [number, number];
  const isInner = (place: number) => Math.min(place - first, last - place) > innerShare * (last - first);
  let count = 0;
  for (let i = 0; i < sorted.length; ) {
    const spans: [number, number][] = [];
    const place = sorted[i]![across];
    for (; i < sorted.length && sorted[i]![across] - place <= sameRuling; i++)
      spans.push([sorted[i]![start], sorted[i]![end]]);
    if (isInner(place) && longestChain(spans) >= mostOfIt * length) count += 1;
  }
  return count;
}

/** Length of the longest stretch of spans that touch: a flow chart's boxes stand in a row, but apart. */
function longestChain(spans: readonly (readonly [number, number])[]): number {
  let longest = 0;
  let start = 0;
  let reach = Number.NEGATIVE_INFINITY;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (from - reach > touch) start = from;
    reach = Math.max(reach, to);
    longest = Math.max(longest, reach - start);
  }
  return longest;
}

const isGrid = (group: Group): boolean =>
  innerRulings(group, 'horizontal') >= minInner.horizontal &&
  innerRulings(group, 'vertical') >= minInner.vertical;

/** Boxes in page pixels. */
export function findGrids(rulings: Rulings, { cell }: InkMap): Box[] {
  return connected(boxesOf(rulings))
    .filter(isGrid)
    .map(({ box: [x0, y0, x1, y1] }): Box => [x0 * cell, y0 * cell, x1 * cell, y1 * cell]);
}
