/** The models of this family by the names that `--model_name` takes, and where their public weights lie. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, Failure } from '../failure.ts';

interface Weights {
  /** On the Hugging Face hub. */
  readonly repository: string;
  /** As GGUF, with the vision part beside it; null where nobody published it. */
  readonly gguf: string | null;
}

const weightsOf: Readonly<Record<string, Weights>> = {
  'PaddleOCR-VL-0.9B': { repository: 'PaddlePaddle/PaddleOCR-VL', gguf: null },
  'PaddleOCR-VL-1.5-0.9B': {
    repository: 'PaddlePaddle/PaddleOCR-VL-1.5',
    gguf: 'PaddlePaddle/PaddleOCR-VL-1.5-GGUF',
  },
  'PaddleOCR-VL-1.6-0.9B': { repository: 'PaddlePaddle/PaddleOCR-VL-1.6', gguf: null },
};

export const servedModelNames = Object.keys(weightsOf);

export interface ServedModel {
  readonly name: string;
  readonly weights: Weights;
  /** Local weights; null = the server fetches them by the repository's name. */
  readonly directory: string | null;
}

/** Throws Failure for a name that is not of this family and a directory that is not there. */
export function servedModel(name: string, directory: string | null): ServedModel {
  const weights = Object.hasOwn(weightsOf, name) ? weightsOf[name] : undefined;
  if (!weights) {
    throw new Failure(exitCodes.usage, `--model_name: one of ${servedModelNames.join(', ')}, not "${name}"`);
  }
  if (directory !== null && !existsSync(directory)) {
    throw new Failure(exitCodes.usage, `--model_dir: there is no directory ${directory}`);
  }
  return { name, weights, directory };
}

/** What a server that reads the hub's own files is given. */
export const pathOrRepository = ({ directory, weights }: ServedModel): string =>
  directory ?? weights.repository;

/** The template that lies beside local weights, which wins over what a server has built in. */
export function chatTemplate({ directory }: ServedModel): string | null {
  const file = directory === null ? null : join(directory, 'chat_template.jinja');
  return file !== null && existsSync(file) ? file : null;
}

/** The language part and the vision part among the GGUF files of a directory. Throws Failure where one is missing. */
export function ggufFiles(directory: string): { model: string; projector: string } {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.gguf'))
    .sort();
  const projector = files.find((file) => file.includes('mmproj'));
  const model = files.find((file) => file !== projector);
  if (model === undefined || projector === undefined) {
    throw new Failure(
      exitCodes.mismatch,
      `--model_dir: llama.cpp needs two .gguf files there, the model and its mmproj; ${directory} has ${files.join(', ') || 'none'}`,
    );
  }
  return { model: join(directory, model), projector: join(directory, projector) };
}
