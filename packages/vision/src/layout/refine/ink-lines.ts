/** Lines of text on a scan, as boxes: ink whose neighbours on the row are close, connected over the rows. */
import type { Raster } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { type InkMap, inkMap } from './ink-map.ts';

/** Letters and words of a line stand closer than this share of the page width. */
const joinShare = 0.012;
/** What looks like a line of print; sides as shares of the page, `ink` the share of the box that is inked. */
const line = {
  minWidth: 0.02,
  minHeight: 0.004,
  maxHeight: 0.06,
  minAspect: 1.5,
  minInk: 0.12,
  maxInk: 0.75,
};

interface Component {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Inked cells. */
  ink: number;
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly ink: number;
  readonly component: Component;
}

/** Runs of ink on a row, gaps up to `join` cells closed. */
function rowRuns(
  { ink, width }: InkMap,
  y: number,
  join: number,
): { from: number; to: number; ink: number }[] {
  const runs: { from: number; to: number; ink: number }[] = [];
  for (let x = 0, at = y * width; x < width; x++, at++) {
    if (ink[at] === 0) continue;
    const last = runs.at(-1);
    if (last && x - last.to <= join) {
      last.to = x + 1;
      last.ink += 1;
    } else runs.push({ from: x, to: x + 1, ink: 1 });
  }
  return runs;
}

function merge(into: Component, other: Component): void {
  into.x0 = Math.min(into.x0, other.x0);
  into.y0 = Math.min(into.y0, other.y0);
  into.x1 = Math.max(into.x1, other.x1);
  into.y1 = Math.max(into.y1, other.y1);
  into.ink += other.ink;
}

/** Components of joined runs. A merged component forwards to the one that took it. */
function components(map: InkMap, join: number): Component[] {
  const forward = new Map<Component, Component>();
  const find = (component: Component): Component => {
    let root = component;
    for (let next = forward.get(root); next; next = forward.get(root)) root = next;
    if (root !== component) forward.set(component, root);
    return root;
  };
  const roots = new Set<Component>();
  let above: Run[] = [];
  for (let y = 0; y < map.height; y++) {
    const row: Run[] = [];
    let first = 0;
    for (const { from, to, ink } of rowRuns(map, y, join)) {
      let component: Component = { x0: from, y0: y, x1: to, y1: y + 1, ink };
      roots.add(component);
      while (first < above.length && above[first]!.to < from) first++;
      for (let i = first; i < above.length && above[i]!.from <= to; i++) {
        const other = find(above[i]!.component);
        if (other === component) continue;
        merge(other, component);
        forward.set(component, other);
        roots.delete(component);
        component = other;
      }
      row.push({ from, to, ink, component });
    }
    above = row;
  }
  return [...roots];
}

function looksLikeText({ x0, y0, x1, y1, ink }: Component, { width, height }: InkMap): boolean {
  const w = x1 - x0;
  const h = y1 - y0;
  const share = ink / (w * h);
  // Dark borders of scans touch the edge of the page; print does not.
  const atEdge = x0 <= 1 || y0 <= 1 || x1 >= width - 1 || y1 >= height - 1;
  return (
    !atEdge &&
    w >= line.minWidth * width &&
    h >= Math.max(3, line.minHeight * height) &&
    h <= line.maxHeight * height &&
    w >= line.minAspect * h &&
    share >= line.minInk &&
    share <= line.maxInk
  );
}

/** Boxes in page pixels, from top to bottom. */
export function inkLines(raster: Raster): Box[] {
  const map = inkMap(raster);
  const { cell } = map;
  return components(map, Math.max(1, Math.round(joinShare * map.width)))
    .filter((component) => looksLikeText(component, map))
    .map(({ x0, y0, x1, y1 }): Box => [x0 * cell, y0 * cell, x1 * cell, y1 * cell])
    .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}
