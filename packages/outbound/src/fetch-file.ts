/**
 * Fetches one file: vet, dial the vetted addresses, follow redirects by vetting again, read within limits.
 * Ignores proxy environment variables on purpose: a proxy would resolve the name again, behind the check.
 */
import { RectoError } from '@recto/contracts';
import { type Agent, type Dispatcher, request } from 'undici';
import { createPinnedAgent } from './pinned-agent.ts';
import { readBody } from './read-body.ts';
import type { VettedUrl, VetUrl } from './vet-url.ts';

export interface FetchLimits {
  /** Bytes of the file, after any decompression. */
  readonly maxBytes: number;
  /** The whole fetch: names, redirects, headers, body. */
  readonly timeoutMs: number;
  readonly minBytesPerSecond: number;
  readonly signal: AbortSignal;
}

export interface FetchedFile {
  readonly bytes: Buffer;
  readonly contentType: string | null;
  /** Where the bytes came from after redirects. */
  readonly finalUrl: string;
  /** Last segment of the path that the caller named, decoded; empty when the path has none. */
  readonly fileName: string;
}

export interface Outbound {
  /** Throws RectoError url.*; AbortError when `limits.signal` fires. */
  fetchFile(url: string, limits: FetchLimits): Promise<FetchedFile>;
}

export interface FetcherOptions {
  readonly vetUrl: VetUrl;
  readonly maxRedirects: number;
  /** ms, see BodyLimits. */
  readonly paceWindowMs: number;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const one = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value.join(', ') : value) ?? '';

export const fileNameOf = (url: URL): string => {
  const segment = url.pathname.split('/').at(-1) ?? '';
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    return decodeURIComponent(segment).replace(/[\u0000-\u001f\u007f/\\]/g, '');
  } catch {
    return segment;
  }
};

const get = async (vetted: VettedUrl, agent: Agent, signal: AbortSignal): Promise<Dispatcher.ResponseData> =>
  request(vetted.url, {
    dispatcher: agent,
    signal,
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'recto' },
  });

export const createFetcher = (options: FetcherOptions): Outbound => {
  /** One hop: the file, or the place that it moved to. */
  const hop = async (
    vetted: VettedUrl,
    limits: FetchLimits,
    signal: AbortSignal,
  ): Promise<FetchedFile | URL> => {
    const agent = createPinnedAgent(vetted, limits.timeoutMs);
    try {
      const { statusCode, headers, body } = await get(vetted, agent, signal);
      // A body that is dropped half-way emits an error that nobody else listens for.
      body.on('error', () => {});
      const location = one(headers.location);
      if (redirectStatuses.has(statusCode) && location !== '') {
        if (!URL.canParse(location, vetted.url.href)) throw new RectoError('url.invalid');
        return new URL(location, vetted.url);
      }
      if (statusCode < 200 || statusCode > 299) {
        throw new RectoError('url.bad_status', { message: `The URL answered with status ${statusCode}` });
      }
      const bytes = await readBody(
        body,
        { contentLength: one(headers['content-length']), contentEncoding: one(headers['content-encoding']) },
        { ...limits, paceWindowMs: options.paceWindowMs },
      );
      return {
        bytes,
        contentType: one(headers['content-type']) || null,
        finalUrl: vetted.url.href,
        fileName: fileNameOf(vetted.url),
      };
    } finally {
      // Also drops a body that nobody will read. The promise settles when the socket is gone; nothing waits for that.
      void agent.destroy();
    }
  };

  const follow = async (url: string, limits: FetchLimits, signal: AbortSignal): Promise<FetchedFile> => {
    let next = await options.vetUrl(url, signal);
    const fileName = fileNameOf(next.url);
    for (let redirects = 0; redirects <= options.maxRedirects; redirects += 1) {
      const answer = await hop(next, limits, signal);
      if (!(answer instanceof URL)) return { ...answer, fileName };
      next = await options.vetUrl(answer.href, signal);
    }
    throw new RectoError('url.bad_status', {
      message: `The URL redirects more than ${options.maxRedirects} times`,
    });
  };

  const fetchFile = async (url: string, limits: FetchLimits): Promise<FetchedFile> => {
    limits.signal.throwIfAborted();
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    try {
      return await follow(url, limits, AbortSignal.any([limits.signal, deadline]));
    } catch (cause) {
      limits.signal.throwIfAborted();
      if (deadline.aborted) throw new RectoError('url.timeout', { cause });
      if (cause instanceof RectoError) throw cause;
      throw new RectoError('url.unreachable', { cause });
    }
  };

  return { fetchFile };
};
