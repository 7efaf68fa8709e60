/** The keys by which limits count a network address. */
export interface AddressKeys {
  /** One network: an IPv4 address, or the /64 of an IPv6 address, which is assigned to a line or a host. */
  network: string;
  /** The /48 around it, which is assigned to a site, with a higher bound; null for IPv4. */
  site: string | null;
}

/**
 * The keys by which limits count an address. A client with one IPv6 address has 2^64 of them, so a limit on whole
 * addresses would have no effect. An IPv4 address written as IPv6 counts as the IPv4 address. Text that is not an
 * address is its own network.
 */
export function addressKeys(address: string): AddressKeys {
  const groups = ipv6Groups(address);
  if (groups === null) return { network: address, site: null };
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return { network: dotted(groups), site: null };
  return { network: prefix(groups, 4), site: prefix(groups, 3) };
}

// The URL parser knows every form of an IPv6 address, and writes each in one: lower case, the last 32 bits in hex.
function ipv6Groups(address: string): number[] | null {
  const url = `http://[${address}]/`;
  if (!address.includes(':') || !URL.canParse(url)) return null;
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function prefix(groups: readonly number[], length: number): string {
  const kept = groups.slice(0, length).map((group) => group.toString(16));
  return `${kept.join(':')}::/${length * 16}`;
}

function dotted(groups: readonly number[]): string {
  const bytes = groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
  return bytes.join('.');
}
