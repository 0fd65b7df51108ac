/** The directory of models that did not ship with Recto: what lies in it, and the only way by which a file gets in. */
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isModelName, type KnownModel, knownModel, knownModelOfSum } from '@recto/vision';
import { exitCodes, Failure } from '../failure.ts';
import { holdPartialFile, type PartialFile } from './partial-file.ts';
import { sha256Of } from './sha256.ts';

const extension = '.onnx';

export type Verdict =
  /** The sum is the registry's. */
  | { readonly kind: 'good' }
  /** The registry does not have the name; the sum is told. */
  | { readonly kind: 'unknown'; readonly sha256: string }
  | { readonly kind: 'bad'; readonly sha256: string; readonly expected: string };

export interface ModelStore {
  readonly directory: string;
  /** Names of the models that lie in the directory, sorted. */
  names(): Promise<string[]>;
  verify(name: string, signal: AbortSignal): Promise<Verdict>;
  /** Runs `work` with the place where the model's bytes gather. */
  withPartial<T>(model: KnownModel, work: (file: PartialFile) => Promise<T>): Promise<T>;
  /** Checks what has gathered and gives it its name. Throws Failure, and drops the bytes, when the sum is another. */
  adopt(file: PartialFile, model: KnownModel, signal: AbortSignal): Promise<void>;
  /** Copies a file in, by the name that its sum has in the registry or by `name`. Returns the name. Throws Failure. */
  add(path: string, name: string | undefined, signal: AbortSignal): Promise<string>;
}

export function createModelStore(directory: string): ModelStore {
  const pathOf = (name: string) => join(directory, name + extension);
  const partialPath = (label: string) => join(directory, '.partial', label + extension);

  return {
    directory,
    async names() {
      const files = await readdir(directory).catch(() => [] as string[]);
      return files
        .filter((file) => file.endsWith(extension))
        .map((file) => file.slice(0, -extension.length))
        .filter(isModelName)
        .sort();
    },
    async verify(name, signal) {
      const sha256 = await sha256Of(pathOf(name), signal);
      const expected = knownModel(name)?.source?.sha256;
      if (expected === undefined) return { kind: 'unknown', sha256 };
      return sha256 === expected ? { kind: 'good' } : { kind: 'bad', sha256, expected };
    },
    async withPartial(model, work) {
      // The sum is part of the name: what was begun for another version of the model is not gone on with.
      const label = `${model.name}-${model.source?.sha256.slice(0, 12)}`;
      const file = await holdPartialFile(partialPath(label));
      try {
        return await work(file);
      } finally {
        await file.release();
      }
    },
    async adopt(file, model, signal) {
      const sha256 = await sha256Of(file.path, signal);
      if (sha256 !== model.source?.sha256) {
        await file.discard();
        throw new Failure(exitCodes.mismatch, `sends other bytes (sha256 ${sha256})`);
      }
      await file.moveTo(pathOf(model.name));
    },
    async add(path, name, signal) {
      if (!(await isFile(path))) throw new Failure(exitCodes.usage, `${path} is not a file`);
      const partial = await holdPartialFile(partialPath(`import-${process.pid}`));
      try {
        // Copied first, summed after: what is checked is what is kept.
        await mkdir(directory, { recursive: true });
        await copyFile(path, partial.path);
        const target = nameFor(await sha256Of(partial.path, signal), name);
        await partial.moveTo(pathOf(target));
        return target;
      } finally {
        await rm(partial.path, { force: true });
        await partial.release();
      }
    },
  };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** A name of the registry belongs to the registry's bytes. */
function nameFor(sha256: string, wanted: string | undefined): string {
  const found = knownModelOfSum(sha256)?.name;
  if (found !== undefined && (wanted === undefined || wanted === found)) return found;
  if (wanted === undefined) {
    const hint = 'to install a model of your own, give it a name with --name';
    throw new Failure(exitCodes.mismatch, `no model of the registry has the sum ${sha256}; ${hint}`);
  }
  if (!isModelName(wanted)) throw new Failure(exitCodes.usage, `${wanted} is not a name for a model`);
  if (knownModel(wanted) !== undefined) {
    throw new Failure(exitCodes.mismatch, `the file is not ${wanted}: its sha256 is ${sha256}`);
  }
  return wanted;
}
