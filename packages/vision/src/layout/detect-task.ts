/** Layout detection on one page, from pixels to regions; runs in a worker thread. */
import { RectoError } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { Tensor } from 'onnxruntime-node';
import { type SessionSpec, session } from '../onnx/session.ts';
import type { NmsLimits } from './nms.ts';
import { regionsFromRows } from './postprocess.ts';
import { layoutInput, layoutInputSize } from './preprocess.ts';
import type { LayoutRows } from './raw-box.ts';
import type { LayoutOptions, Region } from './region.ts';
import { type LayoutMasks, maskSide } from './shapes/layout-masks.ts';

export interface DetectTask {
  readonly kind: 'detect';
  readonly session: SessionSpec;
  readonly raster: Raster;
  readonly options: LayoutOptions;
  readonly nmsLimits: NmsLimits;
}

/** Reused by every page of this thread: `layoutInput` overwrites all of it. */
let planes: Float32Array<ArrayBuffer> | undefined;

export async function detect({ session: spec, raster, options, nmsLimits }: DetectTask): Promise<Region[]> {
  const model = await session(spec);
  const size = layoutInputSize;
  planes = layoutInput(raster, planes);
  const feeds = {
    im_shape: new Tensor('float32', Float32Array.of(size, size), [1, 2]),
    image: new Tensor('float32', planes, [1, 3, size, size]),
    scale_factor: new Tensor('float32', Float32Array.of(size / raster.height, size / raster.width), [1, 2]),
  };
  const [rowsName, countName, masksName] = model.outputNames;
  if (rowsName === undefined || countName === undefined) throw unexpectedOutputs();
  // The masks of V3 are 48 MB, and only polygons need them.
  const wantsMasks = masksName !== undefined && options.shapeMode !== 'rect';
  const outputs = await model.run(feeds, [rowsName, countName, ...(wantsMasks ? [masksName] : [])]);
  const rows = rowsOf(outputs[rowsName], outputs[countName]);
  const masks = wantsMasks ? masksOf(outputs[masksName], rows) : null;
  return regionsFromRows(rows, masks, raster, options, nmsLimits);
}

const unexpectedOutputs = () =>
  new RectoError('layout.failed', { message: 'The layout model has not the outputs of PP-DocLayout' });

/** The first `count` rows: what a model pads up to its fixed number is left out. */
function rowsOf(rows: Tensor | undefined, counts: Tensor | undefined): LayoutRows {
  const columns = rows?.dims.at(-1) ?? 0;
  const count = Number(counts?.data[0] ?? 0);
  if (!(rows?.data instanceof Float32Array) || rows.dims.length !== 2 || columns < 6 || columns > 8) {
    throw unexpectedOutputs();
  }
  return { columns, values: rows.data.slice(0, count * columns) };
}

/** A mask for every row; models say 0 and 1 as int32. */
function masksOf(masks: Tensor | undefined, { columns, values }: LayoutRows): LayoutMasks {
  const [count = 0, height, width] = masks?.dims ?? [];
  const isNumeric = masks?.data instanceof Int32Array || masks?.data instanceof Uint8Array;
  if (!isNumeric || masks.dims.length !== 3 || height !== maskSide || width !== maskSide) {
    throw unexpectedOutputs();
  }
  if (count * columns < values.length) throw unexpectedOutputs();
  return { values: masks.data as LayoutMasks['values'] };
}
