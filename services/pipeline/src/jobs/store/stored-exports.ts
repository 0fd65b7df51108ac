/** Files of a finished document that its request did not ask for, once somebody did: made once, read until the job's results are deleted. */
import type { OutputFormat } from '@recto/contracts';
import type { BlobInfo, BlobStore, Content } from './blob-store.ts';

export interface StoredExport {
  /** Bytes. */
  readonly length: number;
  chunks(): AsyncGenerator<Uint8Array>;
}

const fileKey = (id: string, format: OutputFormat) => `jobs/${id}/exports/${format}`;
/** Written after the file: where it is, the file is whole, and so long. */
const infoKey = (id: string, format: OutputFormat) => `${fileKey(id, format)}.json`;

/** Null where nobody has asked for it yet. */
export async function loadExport(
  blobs: BlobStore,
  id: string,
  format: OutputFormat,
  signal: AbortSignal,
): Promise<StoredExport | null> {
  const bytes = await blobs.get(infoKey(id, format), signal);
  return bytes && storedExport(blobs, id, format, JSON.parse(bytes.toString()) as BlobInfo, signal);
}

export async function storeExport(
  blobs: BlobStore,
  id: string,
  format: OutputFormat,
  content: Content,
  signal: AbortSignal,
): Promise<StoredExport> {
  const info = await blobs.put(fileKey(id, format), content, signal);
  await blobs.put(infoKey(id, format), [Buffer.from(JSON.stringify(info))], signal);
  return storedExport(blobs, id, format, info, signal);
}

const storedExport = (
  blobs: BlobStore,
  id: string,
  format: OutputFormat,
  { bytes: length }: BlobInfo,
  signal: AbortSignal,
): StoredExport => ({
  length,
  chunks: () => blobs.read(fileKey(id, format), { offset: 0, length }, signal),
});
