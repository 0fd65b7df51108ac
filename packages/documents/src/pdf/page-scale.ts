/** Pixels of a rendered PDF page. */
import type { DocumentLimits } from '../limits.ts';
import type { PageSize } from '../page.ts';

/** 144 dpi (wire spec 4.4). */
const renderScale = 2;

/**
 * Size of a page of `width` x `height` points: two pixels a point, rounded up. A page beyond the limits is
 * rendered smaller, in its proportions, so that a poster is read rather than refused. Null when the page has no size.
 */
export function renderedSize(
  width: number,
  height: number,
  limits: Pick<DocumentLimits, 'maxPixelsPerPage' | 'maxPageSide'>,
): PageSize | null {
  if (!(width > 0 && height > 0 && Number.isFinite(width * height))) return null;
  const scale = Math.min(
    renderScale,
    Math.sqrt(limits.maxPixelsPerPage / (width * height)),
    limits.maxPageSide / Math.max(width, height),
  );
  const round = scale === renderScale ? Math.ceil : Math.floor;
  return { width: Math.max(1, round(width * scale)), height: Math.max(1, round(height * scale)) };
}
