import { expect, test } from 'vitest';
import { addressKeys } from '../../../src/platform/verbs/address-keys.ts';

test.each([
  ['203.0.113.5', '203.0.113.5', null],
  ['unknown', 'unknown', null],
  ['', '', null],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:0db8:0001:0002:0000:0000:0000:0009', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
  ['::1', '0:0:0:0::/64', '0:0:0::/48'],
  ['::', '0:0:0:0::/64', '0:0:0::/48'],
  ['::ffff:203.0.113.5', '203.0.113.5', null],
  ['::FFFF:cb00:7105', '203.0.113.5', null],
  ['2001:db8:1:2:3:4:203.0.113.5', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['not:an:address', 'not:an:address', null],
  ['1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8:9', null],
  ['fe80::1%eth0', 'fe80::1%eth0', null],
])('%s is counted as %s in %s', (address, network, site) => {
  expect(addressKeys(address)).toEqual({ network, site });
});
