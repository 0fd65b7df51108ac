/** The only door to the network for URLs that a user names. Wires policy, resolver and fetcher together. */
import { createFetcher, type Outbound } from './fetch-file.ts';
import { createPostJson, type PostJson } from './post-json.ts';
import { createSystemResolver, type ResolveHost } from './resolve-host.ts';
import { createVetUrl, type UrlPolicy } from './vet-url.ts';

export interface OutboundOptions extends UrlPolicy {
  readonly maxRedirects: number;
  /** ms over which a body's pace is judged. Default 5000. */
  readonly paceWindowMs?: number;
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost;
}

/** Throws as `fetchFile` does. */
export const createWebhooks = (
  policy: UrlPolicy & { readonly resolveHost?: ResolveHost },
): { readonly postJson: PostJson } => ({
  postJson: createPostJson(createVetUrl(policy, policy.resolveHost ?? createSystemResolver())),
});

export const createOutbound = (options: OutboundOptions): Outbound =>
  createFetcher({
    vetUrl: createVetUrl(options, options.resolveHost ?? createSystemResolver()),
    maxRedirects: options.maxRedirects,
    paceWindowMs: options.paceWindowMs ?? 5000,
  });
