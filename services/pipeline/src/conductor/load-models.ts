/**
 * The models of a page's trip. A model that is not installed is no reason not to start: readiness and the requests
 * that need it say so.
 */
import { RectoError } from '@recto/contracts';
import type { Logger } from '@recto/service-kit';
import {
  createLayoutDetector,
  createOrientationClassifier,
  createSessionPool,
  createUnwarper,
  defaultOrientationModel,
  type InkFinder,
  type LayoutDetector,
  type LayoutOptions,
  type OrientationClassifier,
  refinesByDefault,
  type SessionPool,
  type Unwarper,
} from '@recto/vision';

export interface LoadedModels {
  readonly detector: LayoutDetector;
  readonly layoutInstalled: boolean;
  /** True once the layout model has run in this process. */
  readonly layoutLoaded: () => boolean;
  /** Null when the model is not installed. */
  readonly orientation: OrientationClassifier | null;
  readonly unwarping: Unwarper | null;
  /** Null where the model's boxes stand as they are. */
  readonly refinement: { readonly findInk: InkFinder } | null;
  close(): Promise<void>;
}

export interface ModelOptions {
  /** Name of the layout model. */
  readonly layoutModel: string;
  /** Directory for models that do not ship with Recto. */
  readonly modelsDir: string | undefined;
  readonly device: string;
  /** Threads for all models together. */
  readonly workers: number;
  /** Null: as the layout model wants it. */
  readonly refine: boolean | null;
}

/** Throws RectoError settings.invalid for an unknown device or a model made for something else. */
export async function loadModels(options: ModelOptions, logger: Logger): Promise<LoadedModels> {
  const { layoutModel: model, modelsDir } = options;
  const pool = createSessionPool(options);
  const installed = await createLayoutDetector({ model, modelsDir, pool }).catch(nullWhenAbsent);
  const detector = installed ?? absentDetector(model);
  const orientation = await bestClassifier({ modelsDir, pool });
  const unwarping = await createUnwarper({ modelsDir, pool }).catch(nullWhenAbsent);
  let loaded = false;
  warmUp(detector).then(
    () => {
      loaded = true;
    },
    (err: unknown) => logger.error({ err, model }, 'the layout model does not run'),
  );
  const refines = options.refine ?? refinesByDefault(model);
  return {
    detector,
    layoutInstalled: installed !== null,
    layoutLoaded: () => loaded,
    orientation,
    unwarping,
    refinement: refines ? { findInk: pool.findInk } : null,
    close: pool.close,
  };
}

/** PP-LCNet where somebody installed it, else the shipped one. */
async function bestClassifier(from: {
  modelsDir: string | undefined;
  pool: SessionPool;
}): Promise<OrientationClassifier | null> {
  for (const model of ['PP-LCNet_x1_0_doc_ori', defaultOrientationModel]) {
    const classifier = await createOrientationClassifier({ model, ...from }).catch(nullWhenAbsent);
    if (classifier) return classifier;
  }
  return null;
}

/** Loads the model into a worker thread, so that the first page does not wait for it. */
async function warmUp(detector: LayoutDetector): Promise<void> {
  const side = 8;
  const blank = { width: side, height: side, data: new Uint8Array(new SharedArrayBuffer(side * side * 3)) };
  await detector.detect(blank, detector.defaults, new AbortController().signal);
}

const isAbsent = (error: unknown): error is RectoError =>
  error instanceof RectoError && error.code === 'model.not_installed';

function nullWhenAbsent(error: unknown): null {
  if (isAbsent(error)) return null;
  throw error;
}

/** As the shipped pipeline files have them (wire.md 5.2). */
const usualDefaults: LayoutOptions = {
  threshold: 0.3,
  nms: true,
  unclipRatio: [1, 1],
  mergeMode: 'union',
  shapeMode: 'auto',
};

const absentDetector = (modelName: string): LayoutDetector => ({
  modelName,
  defaults: usualDefaults,
  detect: () => Promise.reject(new RectoError('model.not_installed')),
  close: async () => {},
});
