/**
 * Name to addresses through the system's resolver, so that /etc/hosts and container names work.
 * getaddrinfo occupies a thread of the pool that file access and image work share, and nobody can cancel it:
 * only a few run at once, so that slow name servers chosen by callers cannot take the whole pool.
 */
import { lookup } from 'node:dns/promises';

/** Every address of a name. Rejects when the name does not resolve; AbortError when the signal fires. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

const maxConcurrentLookups = 2;

const abortion = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export const createSystemResolver = (): ResolveHost => {
  let running = 0;
  const waiting: (() => void)[] = [];

  const release = (): void => {
    running -= 1;
    waiting.shift()?.();
  };

  const lookUp = async (host: string, signal: AbortSignal): Promise<readonly string[]> => {
    while (running >= maxConcurrentLookups) await new Promise<void>((resolve) => waiting.push(resolve));
    if (signal.aborted) {
      waiting.shift()?.();
      throw signal.reason;
    }
    running += 1;
    try {
      const found = await lookup(host, { all: true, order: 'verbatim' });
      return found.map(({ address }) => address);
    } finally {
      release();
    }
  };

  return (host, signal) => Promise.race([lookUp(host, signal), abortion(signal)]);
};
