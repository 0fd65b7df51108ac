/**
 * A part of a mask, stretched to a region's size without making the stretched picture: nearest neighbour shows every cell as a
 * block of pixels, so places are looked up in the cells. Memory does not grow with the page.
 */

/** A part of a mask, seen as a picture of `width` x `height` px. */
export interface StretchedMask {
  readonly width: number;
  readonly height: number;
  /** False outside the picture. */
  isSet(x: number, y: number): boolean;
  /** Cells that have pixels in the picture, from left to right and from top to bottom. */
  readonly columns: readonly Run[];
  readonly rows: readonly Run[];
}

/** Pixels `[start, end)` of the picture that show one column or row of cells. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

export interface CellWindow {
  readonly columns: number;
  readonly rows: number;
  isSet(column: number, row: number): boolean;
}

export function stretchMask(window: CellWindow, width: number, height: number): StretchedMask {
  const columnAt = cellLookup(window.columns, width);
  const rowAt = cellLookup(window.rows, height);
  return {
    width,
    height,
    isSet: (x, y) => x >= 0 && y >= 0 && x < width && y < height && window.isSet(columnAt(x), rowAt(y)),
    columns: runs(window.columns, width, columnAt),
    rows: runs(window.rows, height, rowAt),
  };
}

/** OpenCV's nearest neighbour: pixel p shows the cell floor(p * cells / pixels), worked out by way of the inverse. */
function cellLookup(cells: number, pixels: number): (pixel: number) => number {
  const step = 1 / (pixels / cells);
  return (pixel) => Math.min(cells - 1, Math.floor(pixel * step));
}

function runs(cells: number, pixels: number, cellAt: (pixel: number) => number): Run[] {
  const found: Run[] = [];
  for (let start = 0; start < pixels; ) {
    const cell = cellAt(start);
    // Where the next cell should begin, but for the rounding of the division.
    let end = Math.max(start + 1, Math.floor(((cell + 1) * pixels) / cells) - 1);
    while (end < pixels && cellAt(end) === cell) end++;
    end = Math.min(end, pixels);
    found.push({ start, end });
    start = end;
  }
  return found;
}
