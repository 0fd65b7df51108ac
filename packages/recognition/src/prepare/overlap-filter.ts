/** Regions that are read: references as items, nothing tiny, no two for the same ink (pipeline.md 3.1). */
import { boxArea, boxHeight, boxWidth, overlapOnSmaller, polygonOverlapOnSmaller } from '@recto/geometry';
import type { PseudoRegion } from '../block.ts';

const minimumSide = 6;
const pictorial: ReadonlySet<string> = new Set(['image', 'table', 'seal', 'chart']);

/** Keeps the order of what it keeps. `usePolygons`: shape mode other than `rect`. */
export function filterOverlaps(regions: readonly PseudoRegion[], usePolygons: boolean): PseudoRegion[] {
  const candidates = regions.filter((region) => region.label !== 'reference');
  const dropped = new Set<PseudoRegion>();
  candidates.forEach((a, i) => {
    if (boxWidth(a.box) < minimumSide || boxHeight(a.box) < minimumSide) dropped.add(a);
    for (const b of candidates.slice(i + 1)) {
      if (dropped.has(a) || dropped.has(b)) continue;
      for (const loser of losers(a, b, usePolygons)) dropped.add(loser);
    }
  });
  return candidates.filter((region) => !dropped.has(region));
}

function losers(a: PseudoRegion, b: PseudoRegion, usePolygons: boolean): PseudoRegion[] {
  const overlap = overlapOnSmaller(a.box, b.box);
  const inlineFormulas = [a, b].filter((region) => region.label === 'inline_formula');
  if (inlineFormulas.length > 0 && overlap > 0.5) return inlineFormulas;
  if (overlap <= 0.7) return [];
  if (usePolygons && a.polygon && b.polygon && polygonOverlapOnSmaller(a.polygon, b.polygon) < 0.7) return [];
  if (mayLieTogether(a.label, b.label)) return [];
  return [boxArea(a.box) < boxArea(b.box) ? a : b];
}

/** A picture and its caption, a seal on a table: both stay. A table and a text are the same ink read twice. */
function mayLieTogether(a: string, b: string): boolean {
  if (a === b || !(pictorial.has(a) || pictorial.has(b))) return false;
  const tableInvolved = a === 'table' || b === 'table';
  return !tableInvolved || (pictorial.has(a) && pictorial.has(b));
}
