/**
 * Where the file of a model lies. Any name that the catalogue does not have is a layout model of the usual shape.
 * Messages name the model, never a path.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RectoError } from '@recto/contracts';
import { installCommand, knownModel, type ModelRole } from './catalogue.ts';

export const defaultLayoutModel = 'recto-layout-s';
export const defaultOrientationModel = 'recto-orientation';
export const defaultUnwarpingModel = 'UVDoc';

/** Where models go that do not ship with Recto; like `.env`, beneath the working directory. */
export const defaultModelsDir = 'models';

/** The models that ship with the package. */
const packageModels = fileURLToPath(new URL('../../models/', import.meta.url));
/** A model is a file name without its extension, so that no configuration reaches outside the models directories. */
const namePattern = /^[A-Za-z0-9][\w.-]{0,99}$/;
export const isModelName = (name: string): boolean => namePattern.test(name);

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
    message: isModelName(name) ? notInstalledMessage(name) : 'The configured model name is not valid',
  });

/** Names the model and, where there is one, the command that installs it. */
export const notInstalledMessage = (name: string): string =>
  knownModel(name)?.source
    ? `The model ${name} is not installed: "${installCommand(name)}" installs it`
    : `The model ${name} is not installed`;

/** Whether a model's boxes are refined by default: ours yes, PP-DocLayout no, so that it stays an exact drop-in. */
export const refinesByDefault = (modelName: string): boolean => knownModel(modelName)?.refine ?? false;

/**
 * Looks into the package's own models, then into `modelsDir`. Throws RectoError model.not_installed when the file is
 * in neither, settings.invalid when the model is made for something else.
 */
export async function findModel(name: string, role: ModelRole, modelsDir?: string): Promise<ModelFiles> {
  if (!isModelName(name)) throw notInstalled(name);
  const known = knownModel(name);
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
