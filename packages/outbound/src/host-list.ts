/** Lists of host names as operators write them: `files.example.com`, or `*.example.com` for every name below it. */

/** Lower case, without IPv6 brackets and without the dot that ends an absolute name. */
export const normaliseHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

const matches = (host: string, entry: string): boolean =>
  entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry;

/** `*.example.com` does not match `example.com` itself. */
export const hostIsListed = (host: string, list: readonly string[]): boolean => {
  const name = normaliseHost(host);
  return list.some((entry) => matches(name, normaliseHost(entry)));
};
