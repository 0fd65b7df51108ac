/** Files of a bundle with their sizes and sums. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '../models/sha256.ts';
import type { FileEntry } from './manifest.ts';

export async function fileEntryOf(directory: string, path: string, signal: AbortSignal): Promise<FileEntry> {
  const full = join(directory, path);
  return { path, bytes: (await stat(full)).size, sha256: await sha256Of(full, signal) };
}

export type Fault = { readonly path: string; readonly what: 'missing' | 'of another size' | 'damaged' };

/** Null where the file is what the manifest says. */
export async function faultOf(
  directory: string,
  entry: FileEntry,
  signal: AbortSignal,
): Promise<Fault | null> {
  const { path } = entry;
  const found = await stat(join(directory, path)).catch(() => null);
  if (found === null) return { path, what: 'missing' };
  if (found.size !== entry.bytes) return { path, what: 'of another size' };
  return (await sha256Of(join(directory, path), signal)) === entry.sha256 ? null : { path, what: 'damaged' };
}
