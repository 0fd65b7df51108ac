/** `--backend_config`: YAML (or JSON, which is YAML) with the flags of a server, as PaddleX's launcher takes it. */
import { readFile, stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { exitCodes, Failure } from '../failure.ts';
import type { Options } from './flags.ts';

/** Bytes; a file of flags is a page at most. */
export const maxConfigBytes = 1024 * 1024;

const refuse = (path: string, reason: string, cause?: unknown): Failure =>
  new Failure(exitCodes.usage, `--backend_config ${path}: ${reason}`, cause);

/** Throws Failure for a file that cannot be read, is too large, is no YAML or no mapping. */
export async function readBackendConfig(path: string): Promise<Options> {
  const text = await read(path);
  const document = parseDocument(text, { merge: true });
  const [problem] = document.errors;
  if (problem) throw refuse(path, `is not YAML: ${problem.message.split('\n')[0]}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw refuse(path, 'is not YAML that can be used', error);
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw refuse(path, 'must hold a mapping of options, as "max-num-seqs: 64"');
  }
  return value as Options;
}

async function read(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > maxConfigBytes) throw refuse(path, 'is larger than 1 MiB');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw refuse(path, 'cannot be read', error);
  }
}
