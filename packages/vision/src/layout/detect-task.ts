/** Layout inference of one page; runs in a worker thread. */
import { RectoError } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { Tensor } from 'onnxruntime-node';
import { type SessionSpec, session } from '../onnx/session.ts';
import { layoutInput, layoutInputSize } from './preprocess.ts';
import type { LayoutRows } from './raw-box.ts';

export interface DetectTask {
  readonly kind: 'detect';
  readonly session: SessionSpec;
  readonly raster: Raster;
}

/** Reused by every page of this thread: `layoutInput` overwrites all of it. */
let planes: Float32Array<ArrayBuffer> | undefined;

export async function detect({ session: spec, raster }: DetectTask): Promise<LayoutRows> {
  const model = await session(spec);
  const size = layoutInputSize;
  planes = layoutInput(raster, planes);
  const feeds = {
    im_shape: new Tensor('float32', Float32Array.of(size, size), [1, 2]),
    image: new Tensor('float32', planes, [1, 3, size, size]),
    scale_factor: new Tensor('float32', Float32Array.of(size / raster.height, size / raster.width), [1, 2]),
  };
  // Output 2, the masks of V3, is not fetched: it is 48 MB and only polygons need it.
  const [rowsName, countName] = model.outputNames;
  if (rowsName === undefined || countName === undefined) throw unexpectedOutputs();
  const outputs = await model.run(feeds, [rowsName, countName]);
  return rowsOf(outputs[rowsName], outputs[countName]);
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
