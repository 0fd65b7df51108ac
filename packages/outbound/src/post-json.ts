/**
 * Tells something to a URL that a user named: one POST to vetted addresses. Redirects are not followed, and of the answer nothing but
 * its status is looked at.
 */
import { RectoError } from '@recto/contracts';
import { request } from 'undici';
import { createPinnedAgent } from './pinned-agent.ts';
import type { VetUrl } from './vet-url.ts';

export interface PostLimits {
  /** The whole exchange. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The status of the answer. Throws RectoError url.*; the signal's reason when it fires. */
export type PostJson = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  limits: PostLimits,
) => Promise<number>;

export const createPostJson =
  (vetUrl: VetUrl): PostJson =>
  async (url, json, headers, { timeoutMs, signal }) => {
    signal.throwIfAborted();
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    try {
      const vetted = await vetUrl(url, either);
      const agent = createPinnedAgent(vetted, timeoutMs);
      try {
        const { statusCode, body } = await request(vetted.url, {
          method: 'POST',
          body: json,
          headers: { 'content-type': 'application/json', 'user-agent': 'recto', ...headers },
          dispatcher: agent,
          signal: either,
        });
        body.on('error', () => {});
        return statusCode;
      } finally {
        // Also drops the answer's body, which nobody reads.
        void agent.destroy();
      }
    } catch (cause) {
      signal.throwIfAborted();
      if (deadline.aborted) throw new RectoError('url.timeout', { cause });
      throw cause instanceof RectoError ? cause : new RectoError('url.unreachable', { cause });
    }
  };
