/** A connection that goes to vetted addresses and nowhere else. */
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Agent } from 'undici';
import type { VettedUrl } from './vet-url.ts';

/** A `lookup` that knows only the vetted addresses, whatever name it is asked for. */
const pinned = (addresses: readonly string[]): LookupFunction => {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    if (options.all) callback(null, entries);
    else callback(null, entries[0]!.address, entries[0]!.family);
  };
};

/** For one exchange; whoever made it destroys it. */
export const createPinnedAgent = ({ addresses }: VettedUrl, timeoutMs: number): Agent =>
  new Agent({
    connections: 1,
    allowH2: false,
    connect: { lookup: pinned(addresses), timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
