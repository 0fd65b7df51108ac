/** Connected components of ink: found by runs, joined where runs of neighbouring rows touch (8-connected). */
import type { Box } from '@recto/geometry';
import type { Ink } from './gray.ts';

export interface Component {
  readonly box: Box;
  /** Pixels of ink. */
  readonly area: number;
}

interface Run {
  readonly x0: number;
  /** Exclusive. */
  readonly x1: number;
  readonly label: number;
}

/** In no particular order. */
export function findComponents(ink: Ink): Component[] {
  const parents: number[] = [];
  const boxes: [number, number, number, number][] = [];
  const areas: number[] = [];
  let above: Run[] = [];
  for (let y = 0; y < ink.height; y++) {
    const runs: Run[] = [];
    let first = 0;
    for (const [x0, x1] of runsOfRow(ink, y)) {
      while (first < above.length && above[first]!.x1 < x0) first++;
      let label = -1;
      for (let i = first; i < above.length && above[i]!.x0 <= x1; i++) {
        label = label < 0 ? root(parents, above[i]!.label) : join(parents, label, above[i]!.label);
      }
      if (label < 0) {
        label = parents.push(parents.length) - 1;
        boxes.push([x0, y, x1, y + 1]);
        areas.push(0);
      }
      const box = boxes[label]!;
      if (x0 < box[0]) box[0] = x0;
      if (x1 > box[2]) box[2] = x1;
      box[3] = y + 1;
      areas[label] = areas[label]! + x1 - x0;
      runs.push({ x0, x1, label });
    }
    above = runs;
  }
  return gather(parents, boxes, areas);
}

function* runsOfRow(ink: Ink, y: number): Generator<[number, number]> {
  const start = y * ink.width;
  const row = ink.data.subarray(start, start + ink.width);
  for (let x = row.indexOf(1); x >= 0; ) {
    const end = row.indexOf(0, x);
    if (end < 0) {
      yield [x, ink.width];
      return;
    }
    yield [x, end];
    x = row.indexOf(1, end);
  }
}

function root(parents: number[], label: number): number {
  let at = label;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

function join(parents: number[], a: number, b: number): number {
  const rootA = root(parents, a);
  const rootB = root(parents, b);
  const low = Math.min(rootA, rootB);
  parents[Math.max(rootA, rootB)] = low;
  return low;
}

function gather(parents: number[], boxes: [number, number, number, number][], areas: number[]): Component[] {
  for (let label = parents.length - 1; label >= 0; label--) {
    const parent = root(parents, label);
    if (parent === label) continue;
    const [from, to] = [boxes[label]!, boxes[parent]!];
    boxes[parent] = [
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[2], to[2]),
      Math.max(from[3], to[3]),
    ];
    areas[parent] = areas[parent]! + areas[label]!;
  }
  return parents.flatMap((parent, label) =>
    parent === label ? [{ box: boxes[label]!, area: areas[label]! }] : [],
  );
}
