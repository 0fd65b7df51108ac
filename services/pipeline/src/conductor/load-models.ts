/**
 * The models of a page's trip. A model that is not installed is no reason not to start: readiness and the requests
 * that need it say so.
 */
import { RectoError } from '@recto/contracts';
import {
  createLayoutDetector,
  createOrientationClassifier,
  type LayoutDetector,
  type LayoutDetectorOptions,
  type LayoutOptions,
  type OrientationClassifier,
} from '@recto/vision';

export interface LoadedModels {
  readonly detector: LayoutDetector;
  /** True once the layout model has run in this process. */
  readonly layoutLoaded: () => boolean;
  readonly orientation: OrientationClassifier | null;
}

/** @param options name of the layout model, directory, device and threads. Throws RectoError settings.invalid. */
export async function loadModels(options: LayoutDetectorOptions & { model: string }): Promise<LoadedModels> {
  const detector = await createLayoutDetector(options).catch(absentDetector(options.model));
  let loaded = false;
  warmUp(detector).then((ran) => {
    loaded = ran;
  });
  const { model: _layoutModel, ...shared } = options;
  return {
    detector,
    layoutLoaded: () => loaded,
    orientation: await createOrientationClassifier(shared).catch(nullWhenAbsent),
  };
}

/** Loads the model into a worker thread, so that the first page does not wait for it. */
async function warmUp(detector: LayoutDetector): Promise<boolean> {
  const side = 8;
  const blank = { width: side, height: side, data: new Uint8Array(new SharedArrayBuffer(side * side * 3)) };
  try {
    await detector.detect(blank, detector.defaults, new AbortController().signal);
    return true;
  } catch {
    return false;
  }
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

const absentDetector =
  (modelName: string) =>
  (error: unknown): LayoutDetector => {
    if (!isAbsent(error)) throw error;
    return {
      modelName,
      defaults: usualDefaults,
      detect: () => Promise.reject(error),
      close: async () => {},
    };
  };
