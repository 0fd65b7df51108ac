/** Connected ink: letters that stand as close as those of a word, whatever lies above each other. */
import type { InkMap } from './ink-map.ts';

/** Letters of a word stand closer than this share of the page's longer side, in print of ordinary size. */
const joinShare = 0.004;
/** Specks are lower than this, pictures and frames higher than this share of the page's longer side. */
const wordHeight = { cells: 3, share: 0.08 };

/** A stretch of a row; `ink` counts its inked cells. */
interface Run {
  readonly y: number;
  readonly from: number;
  to: number;
  ink: number;
}

export interface Component {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  ink: number;
  runs: Run[];
}

/** Runs of ink on a row, gaps up to `join` cells closed. */
function rowRuns({ ink, width }: InkMap, y: number, join: number): Run[] {
  const runs: Run[] = [];
  for (let x = 0, at = y * width; x < width; x++, at++) {
    if (ink[at] === 0) continue;
    const last = runs.at(-1);
    if (last && x - last.to <= join) {
      last.to = x + 1;
      last.ink += 1;
    } else runs.push({ y, from: x, to: x + 1, ink: 1 });
  }
  return runs;
}

export function merge(into: Component, other: Component): void {
  into.x0 = Math.min(into.x0, other.x0);
  into.y0 = Math.min(into.y0, other.y0);
  into.x1 = Math.max(into.x1, other.x1);
  into.y1 = Math.max(into.y1, other.y1);
  into.ink += other.ink;
  for (const run of other.runs) into.runs.push(run);
}

/** What these runs make together; there is at least one. */
export function componentOf(runs: Run[]): Component {
  const component: Component = {
    x0: Number.POSITIVE_INFINITY,
    y0: Number.POSITIVE_INFINITY,
    x1: 0,
    y1: 0,
    ink: 0,
    runs,
  };
  for (const { y, from, to, ink } of runs) {
    component.x0 = Math.min(component.x0, from);
    component.y0 = Math.min(component.y0, y);
    component.x1 = Math.max(component.x1, to);
    component.y1 = Math.max(component.y1, y + 1);
    component.ink += ink;
  }
  return component;
}

/** Components of joined runs. A merged component forwards to the one that took it. */
export function components(map: InkMap): Component[] {
  const join = Math.max(1, Math.round(joinShare * Math.max(map.width, map.height)));
  const forward = new Map<Component, Component>();
  const find = (component: Component): Component => {
    let root = component;
    for (let next = forward.get(root); next; next = forward.get(root)) root = next;
    if (root !== component) forward.set(component, root);
    return root;
  };
  const roots = new Set<Component>();
  let above: { run: Run; component: Component }[] = [];
  for (let y = 0; y < map.height; y++) {
    const row: typeof above = [];
    let first = 0;
    for (const run of rowRuns(map, y, join)) {
      let component = componentOf([run]);
      roots.add(component);
      while (first < above.length && above[first]!.run.to < run.from) first++;
      for (let i = first; i < above.length && above[i]!.run.from <= run.to; i++) {
        const other = find(above[i]!.component);
        if (other === component) continue;
        // The smaller one moves, so that no cell moves often.
        const [into, from] =
          other.runs.length >= component.runs.length ? [other, component] : [component, other];
        merge(into, from);
        forward.set(from, into);
        roots.delete(from);
        component = into;
      }
      row.push({ run, component });
    }
    above = row;
  }
  return [...roots];
}

export const heightOf = ({ y0, y1 }: Component): number => y1 - y0;

/** Median height of what may be words, in cells; 0 on an empty page. */
export function usualWordHeight(found: readonly Component[], { width, height }: InkMap): number {
  const heights = found
    .map(heightOf)
    .filter((h) => h >= wordHeight.cells && h <= wordHeight.share * Math.max(width, height))
    .sort((a, b) => a - b);
  return heights[heights.length >> 1] ?? 0;
}
