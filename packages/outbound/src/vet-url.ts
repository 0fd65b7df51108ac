/**
 * Decides whether a URL may be fetched and which addresses may be dialled for it. Decide, resolve, check the
 * class of every address, hand back the addresses: the caller dials those and nothing else, so a name server
 * that changes its answer afterwards changes nothing. Runs again for every redirect.
 */
import { isIP } from 'node:net';
import { RectoError } from '@recto/contracts';
import { classifyAddress } from './address-class.ts';
import { hostIsListed, normaliseHost } from './host-list.ts';
import type { ResolveHost } from './resolve-host.ts';

export interface UrlPolicy {
  /** Also addresses of the class `private`. */
  readonly allowPrivate: boolean;
  /** When not null, only these hosts. A listed host still has to pass the address check. */
  readonly allowHosts: readonly string[] | null;
  readonly denyHosts: readonly string[];
}

export interface VettedUrl {
  readonly url: URL;
  /** IP literals, at least one. */
  readonly addresses: readonly string[];
}

/** Throws RectoError url.invalid, url.not_allowed, url.unreachable. */
export type VetUrl = (url: string, signal: AbortSignal) => Promise<VettedUrl>;

/** Characters. Longer than any URL that servers accept, short enough that parsing it costs nothing. */
const maxUrlLength = 8192;

const parse = (text: string): URL => {
  if (text.length > maxUrlLength) {
    throw new RectoError('url.invalid', { message: `The URL is longer than ${maxUrlLength} characters` });
  }
  if (!URL.canParse(text)) throw new RectoError('url.invalid');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RectoError('url.not_allowed', { message: 'Only http and https URLs are allowed' });
  }
  if (url.username !== '' || url.password !== '') {
    throw new RectoError('url.not_allowed', { message: 'URLs with a user name or password are not allowed' });
  }
  return url;
};

export const createVetUrl = (policy: UrlPolicy, resolveHost: ResolveHost): VetUrl => {
  const checkHost = (host: string): void => {
    const listed = policy.allowHosts === null || hostIsListed(host, policy.allowHosts);
    if (!listed || hostIsListed(host, policy.denyHosts)) {
      throw new RectoError('url.not_allowed', { message: 'The host of the URL is not allowed' });
    }
  };

  const addressesOf = async (host: string, signal: AbortSignal): Promise<readonly string[]> => {
    if (isIP(host) !== 0) return [host];
    try {
      return await resolveHost(host, signal);
    } catch (cause) {
      signal.throwIfAborted();
      throw new RectoError('url.unreachable', {
        message: 'The host of the URL could not be resolved',
        cause,
      });
    }
  };

  const mayDial = (address: string): boolean => {
    const kind = classifyAddress(address);
    return kind === 'public' || (kind === 'private' && policy.allowPrivate);
  };

  return async (text, signal) => {
    const url = parse(text);
    const host = normaliseHost(url.hostname);
    checkHost(host);
    const addresses = await addressesOf(host, signal);
    if (addresses.length === 0) {
      throw new RectoError('url.unreachable', { message: 'The host of the URL could not be resolved' });
    }
    // One bad address among good ones is how rebinding starts: the whole answer is refused.
    if (!addresses.every(mayDial)) {
      throw new RectoError('url.not_allowed', {
        message: 'The URL leads to a network that this server does not fetch from',
      });
    }
    return { url, addresses };
  };
};
