/** Page orientation inference; runs in a worker thread. I/O of PP-LCNet_x1_0_doc_ori (pipeline.md 8). */
import { RectoError } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { Tensor } from 'onnxruntime-node';
import { type SessionSpec, session } from '../onnx/session.ts';
import { orientationInput, orientationInputSize } from './preprocess.ts';
import { pageViews } from './views.ts';
import { sumOfVotes } from './votes.ts';

export interface ClassifyTask {
  readonly kind: 'classify';
  readonly session: SessionSpec;
  readonly raster: Raster;
  /** Side of the details that the model looks at as well; null for one that knows whole pages only. */
  readonly detailShare: number | null;
}

/** Scores for 0, 90, 180 and 270 degrees, from all views. */
export async function classify({ session: spec, raster, detailShare }: ClassifyTask): Promise<Float32Array> {
  const model = await session(spec);
  const [input] = model.inputNames;
  const [output] = model.outputNames;
  if (input === undefined || output === undefined) throw unexpectedShape();
  const views = pageViews(raster, detailShare).map((box) => orientationInput(raster, box));
  const scores = (await model.run({ [input]: batchOf(views) }, [output]))[output]?.data;
  if (!(scores instanceof Float32Array) || scores.length !== 4 * views.length) throw unexpectedShape();
  return sumOfVotes(scores);
}

function batchOf(views: readonly Float32Array[]): Tensor {
  const size = orientationInputSize;
  const length = 3 * size * size;
  const values = new Float32Array(views.length * length);
  for (const [i, view] of views.entries()) values.set(view, i * length);
  return new Tensor('float32', values, [views.length, 3, size, size]);
}

const unexpectedShape = () =>
  new RectoError('layout.failed', {
    message: 'The orientation model has not the shape of PP-LCNet_x1_0_doc_ori',
  });
