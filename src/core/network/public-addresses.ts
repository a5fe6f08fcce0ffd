import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Of the IANA registries of special addresses, version 4: whatever is not somebody's computer on the public network. */
const special4: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of version 6, inside of what is given out at all (`given6`). 2002: names a version 4 address that nobody uses any more. */
const special6: readonly (readonly [address: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** Global addresses, those of version 4 in their clothes, and the same behind a translator (NAT64). */
const translated = '64:ff9b::';
const given6: readonly (readonly [address: string, prefix: number])[] = [
  ['2000::', 3],
  ['::ffff:0:0', 96],
  [translated, 96],
];

const special = new BlockList();
const given = new BlockList();
const thisMachine = new BlockList();
for (const [address, prefix] of special4) {
  // Version 4 in version 6's clothes (::ffff:) is compared with these as well.
  special.addSubnet(address, prefix, 'ipv4');
  special.addSubnet(`${translated}${address}`, 96 + prefix, 'ipv6');
}
for (const [address, prefix] of special6) special.addSubnet(address, prefix, 'ipv6');
for (const [address, prefix] of given6) given.addSubnet(address, prefix, 'ipv6');
thisMachine.addSubnet('127.0.0.0', 8, 'ipv4');
thisMachine.addAddress('::1', 'ipv6');

/**
 * Whether an address is one of the public network: not this machine, not its own network (RFC 1918, carrier-grade NAT, link-local, unique
 * local), and no other that is set apart. What is no address is none.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && given.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Whether an address leads nowhere but to this machine. */
export function isLoopbackAddress(address: string): boolean {
  if (isIPv4(address)) return thisMachine.check(address, 'ipv4');
  return isIPv6(address) && thisMachine.check(address, 'ipv6');
}
