/** Flattening a photographed page; runs in a worker thread. I/O of UVDoc (pipeline.md 8). */
import { RectoError } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { Tensor } from 'onnxruntime-node';
import { type SessionSpec, session } from '../onnx/session.ts';

export interface UnwarpTask {
  readonly kind: 'unwarp';
  readonly session: SessionSpec;
  readonly raster: Raster;
}

const channels = 3;

/** Planes of blue, green and red, 0..1, at the page's own size. */
function planesOf({ width, height, data }: Raster): Float32Array {
  const size = width * height;
  const planes = new Float32Array(channels * size);
  for (let i = 0, at = 0; i < size; i++, at += channels) {
    planes[i] = data[at + 2]! / 255;
    planes[size + i] = data[at + 1]! / 255;
    planes[2 * size + i] = data[at]! / 255;
  }
  return planes;
}

/** Values are truncated, not rounded; what lies outside 0..1 is cut. */
function rasterOf(planes: Float32Array, { width, height }: Raster): Raster {
  const size = width * height;
  const data = new Uint8Array(new SharedArrayBuffer(channels * size));
  const byte = (value: number): number => Math.min(255, Math.max(0, Math.trunc(value * 255)));
  for (let i = 0, at = 0; i < size; i++, at += channels) {
    data[at] = byte(planes[2 * size + i]!);
    data[at + 1] = byte(planes[size + i]!);
    data[at + 2] = byte(planes[i]!);
  }
  return { width, height, data };
}

/** A raster of the same size. */
export async function unwarp({ session: spec, raster }: UnwarpTask): Promise<Raster> {
  const model = await session(spec);
  const [input] = model.inputNames;
  const [output] = model.outputNames;
  if (input === undefined || output === undefined) throw unexpectedShape();
  const { width, height } = raster;
  const tensor = new Tensor('float32', planesOf(raster), [1, channels, height, width]);
  const planes = (await model.run({ [input]: tensor }, [output]))[output]?.data;
  if (!(planes instanceof Float32Array) || planes.length !== channels * width * height)
    throw unexpectedShape();
  return rasterOf(planes, raster);
}

const unexpectedShape = () =>
  new RectoError('layout.failed', { message: 'The unwarping model has not the shape of UVDoc' });
