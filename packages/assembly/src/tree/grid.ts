/** Cells as a grid: every span fits, nothing overlaps, no cell is lost, and no place is left open. */
import type { Inline, TreeCell, TreeNode } from './document-tree.ts';

export interface OpenCell {
  readonly header: boolean;
  readonly rowspan: number;
  readonly colspan: number;
  readonly inlines: Inline[];
}

/** A grid of more places than this keeps the open ones open: filling them would cost more than the table itself. */
const maxFilledPlaces = 200_000;

/** Null where there is no cell. */
export function gridOf(rows: readonly (readonly OpenCell[])[]): Extract<TreeNode, { kind: 'table' }> | null {
  /** Rows that each column is covered for, this one included. */
  const covered: number[] = [];
  const placed: TreeCell[][] = [];
  for (const [r, row] of rows.entries()) {
    const hangsDown = covered.some((left) => left > 0);
    if (row.length === 0 && !hangsDown) continue;
    placed.push(placeRow(row, covered, rows.length - r));
    for (let c = 0; c < covered.length; c += 1) covered[c] = Math.max(0, (covered[c] ?? 0) - 1);
  }
  const columns = covered.length;
  if (columns === 0) return null;
  return {
    kind: 'table',
    columns,
    rows: columns * placed.length > maxFilledPlaces ? placed : filled(placed, columns),
  };
}

function placeRow(row: readonly OpenCell[], covered: number[], rowsLeft: number): TreeCell[] {
  let column = 0;
  return row.map(({ header, inlines, ...spans }) => {
    while ((covered[column] ?? 0) > 0) column += 1;
    let colspan = 1;
    while (colspan < spans.colspan && (covered[column + colspan] ?? 0) === 0) colspan += 1;
    const rowspan = Math.min(spans.rowspan, rowsLeft);
    for (let c = column; c < column + colspan; c += 1) covered[c] = rowspan;
    const cell = { column, rowspan, colspan, header, inlines: trimmed(inlines) };
    column += colspan;
    return cell;
  });
}

/** Empty cells where rows end early. */
function filled(rows: readonly (readonly TreeCell[])[], columns: number): TreeCell[][] {
  const covered = new Array<number>(columns).fill(0);
  return rows.map((row) => {
    for (const cell of row) covered.fill(cell.rowspan, cell.column, cell.column + cell.colspan);
    const open = [...covered.keys()].filter((c) => covered[c] === 0);
    const fillers = open.map((column) => ({ column, rowspan: 1, colspan: 1, header: false, inlines: [] }));
    for (let c = 0; c < columns; c += 1) covered[c] = Math.max(0, (covered[c] as number) - 1);
    return [...row, ...fillers].sort((a, b) => a.column - b.column);
  });
}

/** Without breaks and white space at the ends. */
function trimmed(inlines: readonly Inline[]): Inline[] {
  const empty = (inline: Inline | undefined) =>
    inline?.kind === 'break' || (inline?.kind === 'text' && inline.text.trim() === '');
  let [start, end] = [0, inlines.length];
  while (start < end && empty(inlines[start])) start += 1;
  while (end > start && empty(inlines[end - 1])) end -= 1;
  return inlines.slice(start, end);
}
