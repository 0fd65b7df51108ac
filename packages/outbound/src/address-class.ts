/**
 * Says what kind of network an IP address belongs to. A list of what is public, not of what is private:
 * a range that nobody thought of is refused.
 */
import ipaddr from 'ipaddr.js';

/**
 * `public`: the open internet. `private`: an organisation's own network, reachable only where the operator says so.
 * `forbidden`: never a place to fetch a document from, whatever the operator says.
 */
export type AddressClass = 'public' | 'private' | 'forbidden';

/** Cloud metadata services that live inside ranges of the class `private`; 169.254.169.254 is link-local anyway. */
const metadataAddresses = new Set(['100.100.100.200', 'fd00:ec2::254', 'fd20:ce::254']);

const privateRanges: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']);

/** RFC 2544. Transparent proxies hand these out as stand-ins for public names, so an operator may allow them. */
const benchmarking = ipaddr.IPv4.parseCIDR('198.18.0.0/15');

/** RFC 4291: all of IPv6's global unicast space in use. ipaddr.js calls ::a.b.c.d and the unassigned rest "unicast" too. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** `address` is an IPv4 or IPv6 literal without brackets. Anything else, and any IPv6 form that carries an IPv4 address, is `forbidden`. */
export const classifyAddress = (address: string): AddressClass => {
  if (!ipaddr.isValid(address) || address.includes('%')) return 'forbidden';
  const ip = ipaddr.parse(address);
  if (metadataAddresses.has(ip.toString())) return 'forbidden';

  const range = ip.range();
  if (privateRanges.has(range)) return 'private';
  if (ip instanceof ipaddr.IPv4) {
    if (ip.match(benchmarking)) return 'private';
    return range === 'unicast' ? 'public' : 'forbidden';
  }
  return range === 'unicast' && ip.match(globalUnicast) ? 'public' : 'forbidden';
};
