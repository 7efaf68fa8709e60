import { expect, test } from 'vitest';
import { addressesIn, mentionByAddress } from '../../../web/app/document/review/addresses.ts';

const ben = { id: 'ben', name: 'Ben' };
const said = (text: string, ...mentions: { id: string; name: string }[]) => ({ text, mentions });

test('an address after an @ names a person, each once, in order', () => {
  expect(addressesIn(said('@eve@example.org, (@Bob@example.org) and @EVE@example.org.'))).toEqual([
    'eve@example.org',
    'bob@example.org',
  ]);
  expect(addressesIn(said('@eve+x.y@mail.example.co.uk!'))).toEqual(['eve+x.y@mail.example.co.uk']);
});

test('other text names no one', () => {
  for (const text of [
    'eve@example.org',
    '@eve',
    '@eve@',
    '@eve@example',
    '@eve@.org',
    '@eve@example..org',
    'x@eve@example.org',
    '@ eve@example.org',
    `@${'x'.repeat(65)}@example.org`,
  ])
    expect(addressesIn(said(text)), text).toEqual([]);
  expect(addressesIn(said('@a@b.c and', { id: 'abc', name: 'a@b.c' }))).toEqual([]);
});

test('a user is mentioned wherever their address is named', () => {
  const now = mentionByAddress(
    said('@ben@example.org? @Ben@Example.org, @eve@example.org'),
    'ben@example.org',
    ben,
  );
  expect(now).toEqual(said('@Ben? @Ben, @eve@example.org', ben));
});

test('a long text is searched in no time', () => {
  const long = `@a@${'.'.repeat(10_000)}`.repeat(10) + '@x@'.repeat(30_000);
  const start = performance.now();
  expect(addressesIn(said(long))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(500);
});
