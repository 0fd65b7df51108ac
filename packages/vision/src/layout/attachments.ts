/** Captions and formula numbers travel with what they belong to: one unit for the reading order. */
import type { LayoutLabel } from '@recto/contracts';
import { type Box, boundingBox, boxHeight, boxWidth, coverage, intervalOverlap } from '@recto/geometry';

export interface LabelledBox {
  readonly label: LayoutLabel;
  readonly box: Box;
}

/** Items that are read one after the other, in this order. */
export interface Unit {
  readonly box: Box;
  readonly members: readonly number[];
}

const figures: ReadonlySet<string> = new Set(['image', 'chart', 'table']);
const captions: ReadonlySet<string> = new Set(['figure_title', 'vision_footnote']);

/** A caption lies at most this many of its own heights from its figure, and never further than this share of the page. */
const captionReach = { heights: 3, page: 0.06 };
/** Share of the narrower one's width that caption and figure must share. */
const captionOverlap = 0.5;
/** A unit must not swallow other items: what it newly covers of them stays below this share. */
const foreignCover = 0.1;

const verticalGap = (a: Box, b: Box) => -intervalOverlap(a[1], a[3], b[1], b[3]);
const horizontalGap = (a: Box, b: Box) => -intervalOverlap(a[0], a[2], b[0], b[2]);

/** Distance of a caption to a figure, Infinity when it does not belong there. */
function captionDistance(caption: Box, figure: Box, pageHeight: number): number {
  const shared = -horizontalGap(caption, figure);
  if (shared < captionOverlap * Math.min(boxWidth(caption), boxWidth(figure)))
    return Number.POSITIVE_INFINITY;
  const gap = Math.max(0, verticalGap(caption, figure));
  const reach = Math.min(captionReach.heights * boxHeight(caption), captionReach.page * pageHeight);
  return gap <= Math.max(reach, captionReach.page * 0.5 * pageHeight) ? gap : Number.POSITIVE_INFINITY;
}

/** Distance of a formula number to a formula of the same row, Infinity elsewhere. */
function numberDistance(number: Box, formula: Box): number {
  const sameRow = intervalOverlap(number[1], number[3], formula[1], formula[3]) > 0.5 * boxHeight(number);
  return sameRow ? Math.max(0, horizontalGap(number, formula)) : Number.POSITIVE_INFINITY;
}

function nearestHost(items: readonly LabelledBox[], index: number, pageHeight: number): number | undefined {
  const { label, box } = items[index] as LabelledBox;
  const isCaption = captions.has(label);
  if (!isCaption && label !== 'formula_number') return undefined;
  let best: number | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  items.forEach((host, i) => {
    const fits = isCaption ? figures.has(host.label) : host.label === 'display_formula';
    if (!fits) return;
    const distance = isCaption ? captionDistance(box, host.box, pageHeight) : numberDistance(box, host.box);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = i;
    }
  });
  return best;
}

function coversOthers(union: Box, members: readonly number[], items: readonly LabelledBox[]): boolean {
  const own = members.map((i) => (items[i] as LabelledBox).box);
  return items.some(({ box }, i) => {
    if (members.includes(i)) return false;
    const before = Math.max(...own.map((b) => coverage(box, b)));
    return coverage(box, union) - before > foreignCover;
  });
}

/** Every item is in exactly one unit; captions above their figure are read first, others after it. */
export function joinAttachments(items: readonly LabelledBox[], pageHeight: number): Unit[] {
  const guests = new Map<number, number[]>();
  const attached = new Set<number>();
  for (const i of items.keys()) {
    const host = nearestHost(items, i, pageHeight);
    if (host === undefined) continue;
    const members = [host, ...(guests.get(host) ?? []), i];
    const union = boundingBox(members.map((m) => (items[m] as LabelledBox).box));
    if (coversOthers(union, members, items)) continue;
    guests.set(host, [...(guests.get(host) ?? []), i]);
    attached.add(i);
  }
  return items.flatMap(({ box }, i): Unit[] => {
    if (attached.has(i)) return [];
    const members = [i, ...(guests.get(i) ?? [])];
    const top = (m: number) => (items[m] as LabelledBox).box[1] + (items[m] as LabelledBox).box[3];
    const isFormula = items[i]?.label === 'display_formula';
    return [
      {
        box: members.length === 1 ? box : boundingBox(members.map((m) => (items[m] as LabelledBox).box)),
        members: isFormula ? members : members.toSorted((a, b) => top(a) - top(b)),
      },
    ];
  });
}
