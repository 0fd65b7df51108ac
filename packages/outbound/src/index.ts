export type { FetchedFile, FetchLimits, Outbound } from './fetch-file.ts';
export { createOutbound, createWebhooks, type OutboundOptions } from './outbound.ts';
export type { PostJson, PostLimits } from './post-json.ts';
export type { ResolveHost } from './resolve-host.ts';
