import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from './public-addresses.ts';

const version4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const text = (parts: readonly number[]) => parts.join('.');

/** The private ranges by their definitions, without prefixes: RFC 1918, 6598, 3927, 1122, 5771. */
function isSetApart([a = 0, b = 0]: readonly number[]): boolean {
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168)
  );
}

describe('an address of the public network', () => {
  it.each(['8.8.8.8', '18.164.174.23', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.0', '192.167.1.1'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each(['2600:9000:2752::1', '2a00:1450::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])('is %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.8.9.1', '169.254.169.254', '172.16.0.1', '172.31.9.9'],
    ...['192.168.1.1', '192.0.0.1', '192.0.2.7', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.1.2.3', '::ffff:c0a8:101', '::ffff:0.0.0.0', '::10.0.0.1'],
    ...['64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '2002:a00:1::1', '2001::1', '2001:db8::1', '100::1'],
    ...['', 'localhost', '1', '0x7f000001', '127.1', '010.0.0.1', '8.8.8.8 ', '[::1]', 'a'.repeat(10_000)],
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it('is none that is set apart, in any of the clothes of version 6', () => {
    fc.assert(
      fc.property(version4, (parts) => {
        const isPublic = isPublicAddress(text(parts));
        if (isSetApart(parts)) expect(isPublic).toBe(false);
        expect(isPublicAddress(`::ffff:${text(parts)}`)).toBe(isPublic);
        expect(isPublicAddress(`64:ff9b::${text(parts)}`)).toBe(isPublic);
      }),
    );
  });
});

describe('an address of this machine', () => {
  it.each(['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1'])('is %s', (address) =>
    expect(isLoopbackAddress(address)).toBe(true),
  );
  it.each(['128.0.0.1', '0.0.0.0', '::', '::2', '10.0.0.1', '::ffff:10.0.0.1', '', 'localhost'])(
    'is not %s',
    (address) => expect(isLoopbackAddress(address)).toBe(false),
  );
});
