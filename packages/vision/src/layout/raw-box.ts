/** A row of a layout model before post-processing, and how rows are read from the model's output. */
import type { Box } from '@recto/geometry';
import { roundHalfEven } from '@recto/geometry';

export interface RawBox {
  /** Its place in the model's output. */
  readonly row: number;
  readonly classId: number;
  readonly score: number;
  /** Page pixels; whole numbers once decoded, fractions again after the unclip step. */
  readonly box: Box;
  /** Columns 6 and 7 of the row where the model has them. */
  readonly order: readonly number[];
}

/** Output 0 of a model for one image: `rows` of 6, 7 or 8 columns (pipeline.md 2.3). */
export interface LayoutRows {
  readonly columns: number;
  readonly values: Float32Array;
}

const minColumns = 6;
const maxColumns = 8;

/** Rows -> boxes with coordinates rounded half to even (pipeline.md 2.4-2). Throws RangeError on another number of columns. */
export function decodeRows({ columns, values }: LayoutRows): RawBox[] {
  if (columns < minColumns || columns > maxColumns || values.length % columns !== 0) {
    throw new RangeError(`A layout model gives rows of 6, 7 or 8 columns, not ${columns}`);
  }
  const boxes: RawBox[] = [];
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns);
    const [classId = -1, score = 0, x0 = 0, y0 = 0, x1 = 0, y1 = 0] = row;
    boxes.push({
      row: start / columns,
      classId,
      score,
      box: [roundHalfEven(x0), roundHalfEven(y0), roundHalfEven(x1), roundHalfEven(y1)],
      order: [...row.subarray(minColumns)],
    });
  }
  return boxes;
}
