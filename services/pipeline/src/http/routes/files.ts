/** `GET /files/…`: files of former answers, to whoever has an address that this server signed. No API key: the address is one. */
import { resolve } from 'node:path';
import { RectoError } from '@recto/contracts';
import type { RequestHandler } from 'express';
import { pathWithin } from '../../storage/file-system-storage.ts';
import type { SignedFiles } from '../../storage/signed-files.ts';

export interface ServedFiles {
  readonly directory: string;
  readonly signed: SignedFiles;
}

export const files =
  ({ directory, signed }: ServedFiles): RequestHandler =>
  (req, res, next) => {
    const key = ([] as string[]).concat(req.params.key ?? []).join('/');
    const { expires, signature } = req.query;
    if (pathWithin(directory, key) === null || !signed.isValid(key, String(expires), String(signature))) {
      throw new RectoError('files.link_invalid');
    }
    // Pages of a customer's document: not for shared caches, and never run by a browser.
    const headers = {
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    };
    const options = { root: resolve(directory), headers, cacheControl: false, lastModified: false };
    res.sendFile(key, options, (error) => {
      if (error) next(res.headersSent ? error : new RectoError('route.not_found', { cause: error }));
    });
  };
