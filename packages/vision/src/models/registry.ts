/**
 * Which models there are, what each is for, where its file lies. Owns names and places; knows nothing of ONNX.
 * Messages name the model, never a path.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RectoError } from '@recto/contracts';

export type ModelRole = 'layout' | 'orientation';

interface ModelEntry {
  readonly role: ModelRole;
  /** Boxes are refined after the network unless a request says otherwise (layout/refine). */
  readonly refine: boolean;
}

/** Known models; any other name in the models directory is a layout model of the same shape. */
const entries: ReadonlyMap<string, ModelEntry> = new Map([
  ['recto-layout-s', { role: 'layout', refine: true }],
  ['PP-DocLayoutV2', { role: 'layout', refine: false }],
  ['PP-DocLayoutV3', { role: 'layout', refine: false }],
  ['recto-orientation', { role: 'orientation', refine: false }],
  ['PP-LCNet_x1_0_doc_ori', { role: 'orientation', refine: false }],
]);

export const defaultLayoutModel = 'recto-layout-s';
export const defaultOrientationModel = 'recto-orientation';

/** The models that ship with the package. */
const packageModels = fileURLToPath(new URL('../../models/', import.meta.url));
/** A model is a file name without its extension, so that no configuration reaches outside the models directories. */
const namePattern = /^[A-Za-z0-9][\w.-]{0,99}$/;

export interface ModelFiles {
  readonly name: string;
  /** For the worker that loads it; never shown to a caller. */
  readonly path: string;
  /** JSON beside the model with its own defaults, null when there is none. */
  readonly settingsPath: string | null;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const notInstalled = (name: string): RectoError =>
  new RectoError('model.not_installed', {
    message: namePattern.test(name)
      ? `The model ${name} is not installed`
      : 'The configured model name is not valid',
  });

/** Whether a model's boxes are refined by default: ours yes, PP-DocLayout no, so that it stays an exact drop-in. */
export const refinesByDefault = (modelName: string): boolean => entries.get(modelName)?.refine ?? false;

/**
 * Looks into the package's own models, then into `modelsDir`. Throws RectoError model.not_installed when the file is
 * in neither, settings.invalid when the model is made for something else.
 */
export async function findModel(name: string, role: ModelRole, modelsDir?: string): Promise<ModelFiles> {
  if (!namePattern.test(name)) throw notInstalled(name);
  const known = entries.get(name);
  if (known && known.role !== role) {
    throw new RectoError('settings.invalid', { message: `The model ${name} is not for ${role}` });
  }
  for (const directory of modelsDir === undefined ? [packageModels] : [packageModels, modelsDir]) {
    const path = join(directory, `${name}.onnx`);
    if (!(await exists(path))) continue;
    const settingsPath = join(directory, `${name}.json`);
    return { name, path, settingsPath: (await exists(settingsPath)) ? settingsPath : null };
  }
  throw notInstalled(name);
}
