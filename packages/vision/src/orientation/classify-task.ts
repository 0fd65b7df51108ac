/** Page orientation inference; runs in a worker thread. I/O of PP-LCNet_x1_0_doc_ori (pipeline.md 8). */
import { RectoError } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { Tensor } from 'onnxruntime-node';
import { type SessionSpec, session } from '../onnx/session.ts';
import { orientationInput, orientationInputSize } from './preprocess.ts';

export interface ClassifyTask {
  readonly kind: 'classify';
  readonly session: SessionSpec;
  readonly raster: Raster;
}

/** Scores for 0, 90, 180 and 270 degrees. */
export async function classify({ session: spec, raster }: ClassifyTask): Promise<Float32Array> {
  const model = await session(spec);
  const size = orientationInputSize;
  const [input] = model.inputNames;
  const [output] = model.outputNames;
  if (input === undefined || output === undefined) throw unexpectedShape();
  const tensor = new Tensor('float32', orientationInput(raster), [1, 3, size, size]);
  const scores = (await model.run({ [input]: tensor }, [output]))[output]?.data;
  if (!(scores instanceof Float32Array) || scores.length !== 4) throw unexpectedShape();
  return scores;
}

const unexpectedShape = () =>
  new RectoError('layout.failed', {
    message: 'The orientation model has not the shape of PP-LCNet_x1_0_doc_ori',
  });
