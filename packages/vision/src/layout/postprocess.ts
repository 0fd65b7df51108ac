/**
 * Model rows -> regions, in the order of pipeline.md 2.4: threshold, suppression, page-sized images, containment,
 * reading order, shapes, unclip, clamp, numbering. Pure; the detect task adds the inference.
 */
import { layoutLabels, unorderedLabels } from '@recto/contracts';
import type { PageSize } from '@recto/documents';
import { type Box, boxArea, boxHeight, boxWidth, clipBox, type Polygon } from '@recto/geometry';
import { filterContained } from './containment.ts';
import { type NmsLimits, nonMaximumSuppression, referenceNmsLimits } from './nms.ts';
import { decodeRows, type LayoutRows, type RawBox } from './raw-box.ts';
import { readingOrder } from './reading-order.ts';
import type { LayoutOptions, Region } from './region.ts';
import type { LayoutMasks } from './shapes/layout-masks.ts';
import { regionShapes } from './shapes/region-shapes.ts';

/** For a class that a map of thresholds leaves out. */
const missingThreshold = 0.5;
const imageClass = layoutLabels.indexOf('image');
/** An `image` that covers more of the page than this is the page itself. */
const pageSizedShare = { landscape: 0.82, portrait: 0.93 };

function aboveThreshold(boxes: readonly RawBox[], threshold: LayoutOptions['threshold']): RawBox[] {
  if (typeof threshold === 'number') return boxes.filter((b) => b.score > threshold && b.classId > -1);
  // Class by class, ids ascending: the order of the survivors decides ties further on.
  return layoutLabels.flatMap((_, classId) =>
    boxes.filter((b) => b.classId === classId && b.score > (threshold.get(classId) ?? missingThreshold)),
  );
}

function withoutPageSizedImages(boxes: RawBox[], page: PageSize): RawBox[] {
  if (boxes.length < 2) return boxes;
  const share = page.width > page.height ? pageSizedShare.landscape : pageSizedShare.portrait;
  const limit = share * page.width * page.height;
  const kept = boxes.filter(
    (b) => b.classId !== imageClass || boxArea(clipBox(b.box, page.width, page.height)) <= limit,
  );
  return kept.length > 0 ? kept : boxes;
}

/** By the model's own columns where it has them, else by geometry. */
function inReadingOrder(boxes: readonly RawBox[], columns: number, page: PageSize): RawBox[] {
  if (columns > 6) {
    const key = (b: RawBox, column: number) => b.order[column] ?? 0;
    return boxes.toSorted((a, b) => key(a, 0) - key(b, 0) || key(b, 1) - key(a, 1));
  }
  const items = boxes.map((b) => ({ label: layoutLabels[b.classId] ?? 'text', box: b.box }));
  return readingOrder(items, page).map((i) => boxes[i] as RawBox);
}

function unclip(box: Box, [byWidth, byHeight]: readonly [number, number]): Box {
  if (byWidth === 1 && byHeight === 1) return box;
  const cx = (box[0] + box[2]) / 2;
  const cy = (box[1] + box[3]) / 2;
  const halfWidth = (boxWidth(box) * byWidth) / 2;
  const halfHeight = (boxHeight(box) * byHeight) / 2;
  return [cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight];
}

const keepSize = [1, 1] as const;
const ratioOf = (ratios: LayoutOptions['unclipRatio'], classId: number): readonly [number, number] =>
  'get' in ratios ? (ratios.get(classId) ?? keepSize) : ratios;

/** Gives `order` anew: 1, 2, 3, ... over the labels that are ordered, null for the others (wire.md 3.2). */
export function numberRegions(regions: readonly Omit<Region, 'order'>[]): Region[] {
  let last = 0;
  return regions.map((region) => {
    if (unorderedLabels.has(region.label)) return { ...region, order: null };
    last += 1;
    return { ...region, order: last };
  });
}

/** Without masks every shape mode is `rect`, and a region has no polygon. */
const shapesOf = (
  boxes: readonly RawBox[],
  masks: LayoutMasks | null,
  page: PageSize,
  mode: LayoutOptions['shapeMode'],
): Polygon[] => (masks === null || mode === 'rect' ? [] : regionShapes(boxes, masks, page, mode));

/**
 * `rows`, `masks`: the model's output for one page; masks null where it has none. Throws RangeError when the rows have not 6, 7 or
 * 8 columns.
 */
export function regionsFromRows(
  rows: LayoutRows,
  masks: LayoutMasks | null,
  page: PageSize,
  options: LayoutOptions,
  nmsLimits: NmsLimits = referenceNmsLimits,
): Region[] {
  const accepted = aboveThreshold(decodeRows(rows), options.threshold);
  const suppressed = options.nms ? nonMaximumSuppression(accepted, nmsLimits) : accepted;
  const contained = filterContained(withoutPageSizedImages(suppressed, page), options.mergeMode);
  const ordered = inReadingOrder(contained, rows.columns, page);
  const shapes = shapesOf(ordered, masks, page, options.shapeMode);
  const regions = ordered.flatMap(({ classId, score, box }, i) => {
    const label = layoutLabels[classId];
    const [x0, y0, x1, y1] = unclip(box, ratioOf(options.unclipRatio, classId));
    const clamped = clipBox(
      [Math.trunc(x0), Math.trunc(y0), Math.trunc(x1), Math.trunc(y1)],
      page.width,
      page.height,
    );
    return label === undefined || boxArea(clamped) === 0
      ? []
      : [{ classId, label, score, box: clamped, polygon: shapes[i] ?? null }];
  });
  return numberRegions(regions);
}
