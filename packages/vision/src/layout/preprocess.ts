/**
 * Page raster -> network input (pipeline.md 2.2): stretched to a square with OpenCV's bicubic filter,
 * multiplied by float32(1/255), planes R, G, B. Runs in a worker thread.
 */
import type { Raster } from '@recto/documents';

/** Side of the square that PP-DocLayoutV2/V3 and the project's own models take. */
export const layoutInputSize = 800;

const cubicA = -0.75;

const scaled = Float32Array.from({ length: 256 }, (_, value) => value * Math.fround(1 / 255));

interface Taps {
  /** Four source indices per output position, clamped to the image (border replicate). */
  readonly index: Int32Array;
  /** Four weights per output position; they add up to 1. */
  readonly weight: Float64Array;
}

/** Weights of the pixels at -1, 0, 1, 2 for a point `x` (0..1) past pixel 0. */
function cubicWeights(x: number): [number, number, number, number] {
  const near = (t: number) => ((cubicA + 2) * t - (cubicA + 3)) * t * t + 1;
  const far = (t: number) => ((cubicA * t - 5 * cubicA) * t + 8 * cubicA) * t - 4 * cubicA;
  return [far(x + 1), near(x), near(1 - x), far(2 - x)];
}

/** Half-pixel centres: output i lies at (i + 0.5) * step - 0.5 of the source. */
function taps(sourceLength: number, length: number): Taps {
  const index = new Int32Array(length * 4);
  const weight = new Float64Array(length * 4);
  const step = sourceLength / length;
  for (let i = 0; i < length; i++) {
    const center = (i + 0.5) * step - 0.5;
    const base = Math.floor(center);
    weight.set(cubicWeights(center - base), i * 4);
    for (let k = 0; k < 4; k++) index[i * 4 + k] = Math.min(Math.max(base - 1 + k, 0), sourceLength - 1);
  }
  return { index, weight };
}

/** One source row -> `length` RGB pixels, written to `target`. */
function resizeRow(raster: Raster, row: number, columns: Taps, length: number, target: Float32Array): void {
  const { data, width } = raster;
  const start = row * width * 3;
  const { index, weight } = columns;
  for (let i = 0, t = 0, o = 0; i < length; i++, t += 4, o += 3) {
    const a = start + index[t]! * 3;
    const b = start + index[t + 1]! * 3;
    const c = start + index[t + 2]! * 3;
    const d = start + index[t + 3]! * 3;
    const wa = weight[t]!;
    const wb = weight[t + 1]!;
    const wc = weight[t + 2]!;
    const wd = weight[t + 3]!;
    target[o] = data[a]! * wa + data[b]! * wb + data[c]! * wc + data[d]! * wd;
    target[o + 1] = data[a + 1]! * wa + data[b + 1]! * wb + data[c + 1]! * wc + data[d + 1]! * wd;
    target[o + 2] = data[a + 2]! * wa + data[b + 2]! * wb + data[c + 2]! * wc + data[d + 2]! * wd;
  }
}

/** Rows that were resized horizontally, kept while the four-row window still needs them. */
function createRowWindow(raster: Raster, columns: Taps, width: number) {
  const slots = Array.from({ length: 4 }, () => ({ row: -1, pixels: new Float32Array(width * 3) }));
  return (row: number): Float32Array => {
    // Neighbouring rows differ modulo 4, so the four rows of a window never share a slot.
    const slot = slots[row % 4]!;
    if (slot.row !== row) {
      resizeRow(raster, row, columns, width, slot.pixels);
      slot.row = row;
    }
    return slot.pixels;
  };
}

/**
 * Bicubic resize without antialiasing, as `cv2.resize(..., interpolation=cv2.INTER_CUBIC)` does it for 8-bit images;
 * each finished row of `width * 3` values 0..255 is handed to `emit` and reused afterwards.
 */
export function resizeBicubic(
  raster: Raster,
  width: number,
  height: number,
  emit: (row: Uint8ClampedArray, y: number) => void,
): void {
  const rows = taps(raster.height, height);
  const rowAt = createRowWindow(raster, taps(raster.width, width), width);
  const out = new Uint8ClampedArray(width * 3);
  for (let y = 0; y < height; y++) {
    const t = y * 4;
    const a = rowAt(rows.index[t]!);
    const b = rowAt(rows.index[t + 1]!);
    const c = rowAt(rows.index[t + 2]!);
    const d = rowAt(rows.index[t + 3]!);
    const wa = rows.weight[t]!;
    const wb = rows.weight[t + 1]!;
    const wc = rows.weight[t + 2]!;
    const wd = rows.weight[t + 3]!;
    // Uint8ClampedArray rounds halves to even and saturates, as OpenCV does on x86; its fixed-point build for other processors differs by 1 in a few per cent of pixels.
    for (let i = 0; i < out.length; i++) out[i] = a[i]! * wa + b[i]! * wb + c[i]! * wc + d[i]! * wd;
    emit(out, y);
  }
}

/** Planes R, G, B of `layoutInputSize`² values 0..1, written to `planes` (3 * size * size), which is returned. */
export function layoutInput(
  raster: Raster,
  planes = new Float32Array(3 * layoutInputSize * layoutInputSize),
): Float32Array<ArrayBuffer> {
  const size = layoutInputSize;
  const plane = size * size;
  resizeBicubic(raster, size, size, (row, y) => {
    for (let x = 0, i = 0, o = y * size; x < size; x++, i += 3, o++) {
      planes[o] = scaled[row[i]!]!;
      planes[o + plane] = scaled[row[i + 1]!]!;
      planes[o + 2 * plane] = scaled[row[i + 2]!]!;
    }
  });
  return planes;
}
