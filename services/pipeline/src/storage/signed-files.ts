/** Addresses of files in this server's own storage: each names one file, expires, and cannot be made without the secret. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedFiles {
  urlOf(key: string): Promise<string>;
  /** Whether this server made the address, and it has not expired. */
  isValid(key: string, expires: string, signature: string): boolean;
}

export interface SignedFilesOptions {
  /** Under which clients reach this server, without a slash at its end. */
  readonly publicUrl: string;
  /** Of the route, with a slash before it; default: that of `/files`. */
  readonly path?: string;
  readonly secret: string;
  /** How long an address works, s. */
  readonly urlSeconds: number;
  /** ms since 1970; default: the clock. */
  readonly now?: () => number;
}

/** The route under which files are served. */
export const filesPath = '/files';

export function createSignedFiles(options: SignedFilesOptions): SignedFiles {
  const now = options.now ?? Date.now;
  const sign = (key: string, expires: string) =>
    createHmac('sha256', options.secret).update(`${expires}\n${key}`).digest('base64url');
  return {
    async urlOf(key) {
      const expires = String(Math.floor(now() / 1000) + options.urlSeconds);
      return `${options.publicUrl}${options.path ?? filesPath}/${key}?expires=${expires}&signature=${sign(key, expires)}`;
    },
    isValid(key, expires, signature) {
      const expected = Buffer.from(sign(key, expires));
      const given = Buffer.from(signature);
      const genuine = given.length === expected.length && timingSafeEqual(given, expected);
      return genuine && Number(expires) * 1000 > now();
    },
  };
}
