/**
 * Reading order from labels and places, for models whose rows have no order column (decision 14):
 * running heads first, the body by XY-cut with captions beside their figures, then asides, footnotes and page feet.
 */
import type { LayoutLabel } from '@recto/contracts';
import type { PageSize } from '@recto/documents';
import { type Box, boxArea, boxCenter } from '@recto/geometry';
import { joinAttachments, type LabelledBox, type Unit } from './attachments.ts';
import { xyCut } from './xy-cut.ts';

const zones = ['head', 'body', 'aside', 'footnote', 'foot'] as const;
type Zone = (typeof zones)[number];

/** A line of small print as a share of the page's height. */
const lineShare = 0.014;

const zoneOfLabel: Partial<Record<LayoutLabel, Zone>> = {
  header: 'head',
  header_image: 'head',
  aside_text: 'aside',
  footnote: 'footnote',
  footer: 'foot',
  footer_image: 'foot',
};

function zoneOf({ label, box }: LabelledBox, page: PageSize): Zone {
  if (label === 'number') return boxCenter(box)[1] < page.height / 2 ? 'head' : 'foot';
  return zoneOfLabel[label] ?? 'body';
}

/** Columns of vertical text run from right to left: the page is ordered as its mirror image. */
function readsRightToLeft(items: readonly LabelledBox[]): boolean {
  let vertical = 0;
  let horizontal = 0;
  for (const { label, box } of items) {
    if (label === 'vertical_text') vertical += boxArea(box);
    if (label === 'text') horizontal += boxArea(box);
  }
  return vertical > horizontal;
}

const compareBoxes = (a: Box, b: Box) => a[1] - b[1] || a[0] - b[0] || a[3] - b[3] || a[2] - b[2];

const mirrored = (unit: Unit, width: number): Unit => {
  const [x0, y0, x1, y1]: Box = unit.box;
  return { ...unit, box: [width - x1, y0, width - x0, y1] };
};

function orderZone(items: readonly LabelledBox[], unsorted: readonly number[], page: PageSize): number[] {
  // Sorted first, so that the result does not depend on the order in which the items came.
  const indices = unsorted.toSorted((a, b) => compareBoxes(items[a]!.box, items[b]!.box));
  const own = indices.map((i) => items[i] as LabelledBox);
  const units = joinAttachments(own, page.height);
  const lineHeight = lineShare * page.height;
  const ordered = readsRightToLeft(own)
    ? xyCut(
        units.map((unit) => mirrored(unit, page.width)),
        lineHeight,
      )
    : xyCut(units, lineHeight);
  return ordered.flatMap(({ members }) => members.map((m) => indices[m] as number));
}

/** Indices of `items` in reading order; each appears once. Boxes in page pixels. */
export function readingOrder(items: readonly LabelledBox[], page: PageSize): number[] {
  const byZone = new Map<Zone, number[]>(zones.map((zone) => [zone, []]));
  items.forEach((item, i) => {
    byZone.get(zoneOf(item, page))?.push(i);
  });
  return zones.flatMap((zone) => orderZone(items, byZone.get(zone) ?? [], page));
}
