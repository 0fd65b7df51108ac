/** What a table is made of, before and after its structure is known. All lengths are pixels of the crop. */
import type { Box } from '@recto/geometry';

export interface TableWord {
  readonly text: string;
  readonly box: Box;
}

/** A drawn line along one axis: a horizontal one stands at y = `at` and runs from x = `from` to x = `to`. */
export interface Ruling {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Rulings {
  readonly horizontal: readonly Ruling[];
  readonly vertical: readonly Ruling[];
}

/** A cell at its upper left place. */
export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
  readonly words: readonly TableWord[];
}

/** Cells that cover a part of `rows` x `columns` places without overlap; the places left over are empty cells. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly Cell[];
}
