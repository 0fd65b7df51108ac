export type { FetchedFile, FetchLimits, Outbound } from './fetch-file.ts';
export { createOutbound, type OutboundOptions } from './outbound.ts';
export type { ResolveHost } from './resolve-host.ts';
