/**
 * Which connections count as coming from one address. The result is held in memory while the
 * connection lasts, to count by; it is never written anywhere.
 */
import { isIPv6 } from 'node:net';

/** One household or one phone gets a whole /64 of IPv6, so that is what counts as one address. */
const networkGroups = 4;
const addressGroups = 8;
const mappedPrefix = '::ffff:';

/**
 * The address to count by. Behind a proxy it is the last in `X-Forwarded-For`, which the proxy
 * itself appended; what stands before it was written by the client and is not believed.
 */
export const addressToCountBy = (
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  behindProxy: boolean,
): string => {
  const forwarded = behindProxy ? forwardedFor?.split(',').at(-1)?.trim() : undefined;
  return networkOf(forwarded ?? socketAddress ?? '');
};

const networkOf = (address: string): string => {
  const lower = address.toLowerCase();
  if (lower.startsWith(mappedPrefix) && lower.includes('.'))
    return lower.slice(mappedPrefix.length);
  if (!isIPv6(lower)) return lower;
  const [head = '', tail = ''] = lower.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const gap = Math.max(0, addressGroups - before.length - after.length);
  const groups = lower.includes('::')
    ? [...before, ...Array.from({ length: gap }, () => '0'), ...after]
    : before;
  const network = groups.slice(0, networkGroups).map((group) => Number.parseInt(group, 16));
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
};
