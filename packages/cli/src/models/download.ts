/**
 * Brings a file of known size from one address into a partial file, going on after every break. Dials the registry's
 * addresses and those that the operator names on the command line; nothing that a request to the service could name.
 */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { exitCodes, Failure } from '../failure.ts';
import type { PartialFile } from './partial-file.ts';

export interface DownloadOptions {
  /** Bytes of the whole file. */
  readonly bytes: number;
  /** Default: straight to the address. */
  readonly dispatcher?: Dispatcher | undefined;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Told after every piece how many bytes are here. */
  onProgress?(bytes: number): void;
}

export interface Patience {
  /** A server that sends nothing for so long has broken off, ms. */
  readonly stallMs: number;
  /** Pause before the first retry, ms; doubled each time. */
  readonly retryMs: number;
  /** Attempts in a row that bring nothing, before the address is given up. */
  readonly fruitlessAttempts: number;
  /** Attempts in all. */
  readonly attempts: number;
}

export const defaultPatience: Patience = {
  stallMs: 60_000,
  retryMs: 1_000,
  fruitlessAttempts: 4,
  attempts: 100,
};

const maxRedirects = 5;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** The server may answer better in a moment. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** An operator's network may let out only its proxy: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
export const proxyOfEnvironment = (): Dispatcher => new EnvHttpProxyAgent();

/** Resolves when all bytes are here, unchecked. Throws Failure for this address; the signal's reason when it fires. */
export async function download(url: string, file: PartialFile, options: DownloadOptions): Promise<void> {
  const { bytes, patience, signal } = options;
  const atFirst = await file.size();
  let fruitless = 0;
  let last: unknown;
  for (let attempt = 0; attempt < patience.attempts; attempt += 1) {
    if (fruitless > 0) await sleep(patience.retryMs * 2 ** (fruitless - 1), undefined, { signal });
    if ((await file.size()) > bytes) await file.discard();
    const before = await file.size();
    if (before === bytes) return;
    try {
      await fetchRest(url, file, options);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure) throw error;
      if (isUnreachable(error) && (await file.size()) === atFirst) {
        throw new Failure(exitCodes.failed, `cannot be reached (${error.code})`, error);
      }
      last = error;
    }
    fruitless = (await file.size()) > before ? 0 : fruitless + 1;
    if (fruitless >= patience.fruitlessAttempts) break;
  }
  if ((await file.size()) === bytes) return;
  throw new Failure(exitCodes.failed, `broke off at ${await file.size()} of ${bytes} bytes`, last);
}

const unreachableCodes: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Not worth waiting for where there may be another address, unless it was reached a moment ago. */
const isUnreachable = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && unreachableCodes.has((error as NodeJS.ErrnoException).code ?? '');

/** One attempt. A Failure is final for this address, any other error is worth another attempt. */
async function fetchRest(url: string, file: PartialFile, options: DownloadOptions): Promise<void> {
  const offset = await file.size();
  const { statusCode, headers, body } = await getFollowing(url, await rangeHeaders(file, offset), options);
  try {
    if (statusCode === 416) {
      await file.discard();
      throw new Error('the server has less than what is here already');
    }
    if (passingStatuses.has(statusCode)) throw new Error(`status ${statusCode}`);
    const start = startOf(statusCode, headers, offset, options.bytes);
    await file.setValidator(headerOf(headers, 'etag') ?? headerOf(headers, 'last-modified'));
    await append(body, file, start, options);
    const here = await file.size();
    if (here < options.bytes && saysWhereItEnds(headers)) {
      await refuse(file, `has ${here} bytes instead of ${options.bytes}`);
    }
  } finally {
    body.destroy();
  }
}

/** `If-Range` makes a server whose file has changed send all of it. It takes no weak ETag. */
async function rangeHeaders(file: PartialFile, offset: number): Promise<Record<string, string>> {
  if (offset === 0) return {};
  const validator = await file.validator();
  const usable = validator !== null && !validator.startsWith('W/');
  return { range: `bytes=${offset}-`, ...(usable && { 'if-range': validator }) };
}

/** Otherwise the end of the connection is the end of the body, and a break looks like an end. */
const saysWhereItEnds = (headers: Headers): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

type Headers = Dispatcher.ResponseData['headers'];

const headerOf = (headers: Headers, name: string): string | null => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
};

/** Where in the file the body begins. Throws Failure when the answer is about another file. */
function startOf(status: number, headers: Headers, offset: number, bytes: number): number {
  if (status !== 200 && status !== 206) throw new Failure(exitCodes.failed, `answered with status ${status}`);
  const encoding = headerOf(headers, 'content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new Failure(exitCodes.failed, `answered in the encoding ${encoding}`);
  const start = status === 206 ? rangeStart(headerOf(headers, 'content-range'), offset, bytes) : 0;
  const length = headerOf(headers, 'content-length');
  if (length !== null && Number(length) !== bytes - start) {
    throw new Failure(exitCodes.mismatch, `has ${start + Number(length)} bytes instead of ${bytes}`);
  }
  return start;
}

function rangeStart(header: string | null, offset: number, bytes: number): number {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '') ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== bytes) {
    throw new Failure(exitCodes.mismatch, `has ${total} bytes instead of ${bytes}`);
  }
  if (Number(start) !== offset) throw new Failure(exitCodes.failed, 'answered with another part of the file');
  return offset;
}

/** Each piece is on the disk before the next is asked for: what came before a break is kept. */
async function append(
  body: AsyncIterable<Uint8Array>,
  file: PartialFile,
  start: number,
  { bytes, onProgress }: DownloadOptions,
): Promise<void> {
  const handle = await open(file.path, start === 0 ? 'w' : 'a').catch(asDiskFailure);
  let here = start;
  try {
    for await (const piece of body) {
      here += piece.byteLength;
      if (here > bytes) break;
      await handle.appendFile(piece).catch(asDiskFailure);
      onProgress?.(here);
    }
  } finally {
    await handle.close();
  }
  if (here > bytes) await refuse(file, `sends more than ${bytes} bytes`);
}

async function refuse(file: PartialFile, reason: string): Promise<never> {
  await file.discard();
  throw new Failure(exitCodes.mismatch, reason);
}

function asDiskFailure(error: NodeJS.ErrnoException): never {
  throw new Failure(exitCodes.failed, `cannot be written: ${error.code ?? error.message}`, error);
}

async function getFollowing(
  url: string,
  headers: Record<string, string>,
  { dispatcher, patience, signal }: DownloadOptions,
): Promise<Dispatcher.ResponseData> {
  let at = new URL(url);
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await request(at, {
      ...(dispatcher && { dispatcher }),
      headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'recto' },
      headersTimeout: patience.stallMs,
      bodyTimeout: patience.stallMs,
      signal,
    });
    // A body that is dropped half-way emits an error that nobody else listens for.
    response.body.on('error', () => {});
    const location = headerOf(response.headers, 'location');
    if (!redirectStatuses.has(response.statusCode) || location === null) return response;
    response.body.destroy();
    at = redirected(at, location);
  }
  throw new Failure(exitCodes.failed, `redirects more than ${maxRedirects} times`);
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const safe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (!to || !safe) throw new Failure(exitCodes.failed, 'redirects to where it may not');
  return to;
}
