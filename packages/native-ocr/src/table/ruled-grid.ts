/** Tables whose cells are drawn: the grid is where rulings are, spans are where they are missing. */
import { intervalOverlap } from '@recto/geometry';
import { rulingPositions } from './clean-rulings.ts';
import type { Cell, Grid, Ruling, Rulings, TableWord } from './shapes.ts';
import type { TextLine } from './text-lines.ts';

/** Share of a cell's side that must be drawn to part it from its neighbour. */
const drawnShare = 0.5;

/** Share of a column's width over which a ruling must run to close a cell of it. */
const closedShare = 0.8;

/** Edges of the cells, ascending, outer edges included. */
export interface Edges {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export function findEdges(rulings: Rulings, words: readonly TableWord[], unit: number): Edges {
  const across = words.map(({ box }) => [box[0], box[2]] as const);
  const down = words.map(({ box }) => [box[1], box[3]] as const);
  const tolerance = unit * 0.6;
  const x = closeOff(rulingPositions(rulings.vertical, tolerance), across, unit);
  const y = closeOff(
    rulingPositions(
      rulings.horizontal.filter((ruling) => closesCell(ruling, x)),
      tolerance,
    ),
    down,
    unit,
  );
  return { x, y };
}

/** Runs over the whole width of at least one column: anything shorter underlines a word or is part of one. */
const closesCell = ({ from, to }: Ruling, x: readonly number[]): boolean =>
  x.slice(1).some((right, i) => intervalOverlap(from, to, x[i]!, right) >= (right - x[i]!) * closedShare);

/** Text beyond the outermost ruling stands in a cell whose outer side is not drawn. */
function closeOff(
  positions: readonly number[],
  extents: readonly (readonly [number, number])[],
  unit: number,
): number[] {
  const middles = extents.map(([from, to]) => (from + to) / 2);
  const closed = [...positions];
  const start = Math.min(...extents.map(([from]) => from));
  const end = Math.max(...extents.map(([, to]) => to));
  if (closed.length === 0 || Math.min(...middles) < closed[0]!)
    closed.unshift(Math.min(start, closed[0] ?? start) - unit / 4);
  if (closed.length === 1 || Math.max(...middles) > closed.at(-1)!)
    closed.push(Math.max(end, closed.at(-1)!) + unit / 4);
  return closed;
}

/** Lines a drawn row may hold on average before it is taken for several rows that only white space parts. */
const mostLinesPerRow = 2.5;

/** Do the rulings part columns, and rows as well? */
export function drawsRows(lines: readonly TextLine[], { x, y }: Edges): boolean {
  if (x.length < 3 || y.length < 3) return false;
  const rows = Map.groupBy(lines, ({ box }) => intervalAt((box[1] + box[3]) / 2, y));
  const counts = [...rows.values()].map((members) => members.length).sort((a, b) => a - b);
  // A column ruling under a head ruling draws two rows: the second holds the whole body.
  return counts.at(-1)! <= mostLinesPerRow || lines.length / counts.length <= mostLinesPerRow;
}

export function ruledGrid(words: readonly TableWord[], rulings: Rulings, edges: Edges): Grid {
  const [rows, columns] = [edges.y.length - 1, edges.x.length - 1];
  const areas = mergePlaces(rows, columns, rulings, edges);
  const members = new Map<Area, TableWord[]>(areas.map((area) => [area, []]));
  const byPlace = new Map(areas.flatMap((area) => area.places.map((place) => [place, area] as const)));
  for (const word of words) {
    const row = intervalAt((word.box[1] + word.box[3]) / 2, edges.y);
    const column = intervalAt((word.box[0] + word.box[2]) / 2, edges.x);
    members.get(byPlace.get(row * columns + column)!)!.push(word);
  }
  return {
    rows,
    columns,
    cells: [...members].map(([area, inside]): Cell => ({ ...area.cell, words: inside })),
  };
}

/** Index of the interval between edges in which a value lies; outer values belong to the outer intervals. */
function intervalAt(value: number, edges: readonly number[]): number {
  const after = edges.findIndex((edge) => edge > value);
  return after < 0 ? edges.length - 2 : Math.max(0, after - 1);
}

interface Area {
  readonly cell: Omit<Cell, 'words'>;
  /** `row * columns + column` of every place. */
  readonly places: readonly number[];
}

/** Joins places between which no ruling is drawn; groups that are no rectangle stay apart. */
function mergePlaces(rows: number, columns: number, rulings: Rulings, edges: Edges): Area[] {
  const group = Array.from({ length: rows * columns }, (_, place) => place);
  const find = (place: number): number => (group[place] === place ? place : find(group[place]!));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = row * columns + column;
      const right = column + 1 < columns && !isDrawn(rulings.vertical, edges.x, column + 1, edges.y, row);
      const down = row + 1 < rows && !isDrawn(rulings.horizontal, edges.y, row + 1, edges.x, column);
      if (right) group[find(place + 1)] = find(place);
      if (down) group[find(place + columns)] = find(place);
    }
  }
  const groups = Map.groupBy(group.keys(), find);
  return [...groups.values()].flatMap((places) => areasOf(places, columns));
}

function areasOf(places: readonly number[], columns: number): Area[] {
  const rowsOf = places.map((place) => Math.floor(place / columns));
  const columnsOf = places.map((place) => place % columns);
  const [row, column] = [Math.min(...rowsOf), Math.min(...columnsOf)];
  const [rowSpan, columnSpan] = [Math.max(...rowsOf) - row + 1, Math.max(...columnsOf) - column + 1];
  if (rowSpan * columnSpan === places.length) return [{ cell: { row, column, rowSpan, columnSpan }, places }];
  return places.map((place, i) => ({
    cell: { row: rowsOf[i]!, column: columnsOf[i]!, rowSpan: 1, columnSpan: 1 },
    places: [place],
  }));
}

/** Is the side at `edges[index]` drawn along the interval `crossing` of the other axis? */
function isDrawn(
  rulings: readonly Ruling[],
  edges: readonly number[],
  index: number,
  others: readonly number[],
  crossing: number,
): boolean {
  const [from, to] = [others[crossing]!, others[crossing + 1]!];
  // Half the distance to the nearer neighbour: every ruling belongs to one edge.
  const reach =
    Math.min(edges[index]! - edges[index - 1]!, (edges[index + 1] ?? Infinity) - edges[index]!) / 2;
  const drawn = rulings
    .filter((ruling) => Math.abs(ruling.at - edges[index]!) < reach)
    .reduce((sum, ruling) => sum + Math.max(0, intervalOverlap(from, to, ruling.from, ruling.to)), 0);
  return drawn >= (to - from) * drawnShare;
}
