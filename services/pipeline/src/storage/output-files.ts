/**
 * The files of one request on their way to the storage: how they are called there, and what the answer shows for them.
 * Names cannot be guessed and never meet those of another request, whatever `logId` a caller chooses.
 */
import { randomUUID } from 'node:crypto';
import type { OutputStorage, StoredFile } from './output-storage.ts';

/** What stands in the answer for a file: the file itself, or its address. */
export type Shown = Uint8Array | string;

/** @param name `markdown_<i>/imgs/…jpg`, `<key>_<i>.jpg`, `<stem>.docx` */
export type DeliverFile = (name: string, file: StoredFile, signal: AbortSignal) => Promise<Shown>;

export interface OutputFiles {
  forRequest(logId: string | null): DeliverFile;
}

export interface OutputFilesOptions {
  readonly storage: OutputStorage;
  /** Addresses in place of base64; the storage must be able to give them. */
  readonly returnUrls: boolean;
  /** Before every key, without a slash at its end; empty for none. */
  readonly keyPrefix: string;
}

export const createOutputFiles = ({ storage, returnUrls, keyPrefix }: OutputFilesOptions): OutputFiles => ({
  forRequest: (logId) => {
    const folder = [keyPrefix, requestFolder(logId)].filter((part) => part !== '').join('/');
    return async (name, file, signal) => {
      const key = `${folder}/${safeName(name)}`;
      await storage.save(key, file, signal);
      return returnUrls && storage.urlOf !== null ? storage.urlOf(key) : file.bytes;
    };
  },
});

const longestLogId = 100;

/** The caller's id is for people who look into the storage; the random part is what keeps requests apart. */
export function requestFolder(logId: string | null): string {
  const readable = (logId ?? '').slice(0, longestLogId).replace(/[^A-Za-z0-9_-]/g, '_');
  return readable === '' ? randomUUID() : `${readable}_${randomUUID()}`;
}

/** Segments that are dots alone would climb. */
const safeName = (name: string): string =>
  name
    .split('/')
    .map((segment) => segment.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/^\.+/, '_'))
    .filter((segment) => segment !== '')
    .join('/');
