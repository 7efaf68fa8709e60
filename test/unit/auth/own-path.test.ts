import { expect, test } from 'vitest';
import { ownPath } from '../../../src/features/auth/own-path.ts';

const ORIGIN = 'https://docs.example';

test('a page of the app is kept as it is', () => {
  for (const path of ['/', '/d/abc', '/d/abc?version=3#end', '/settings/security?x=%2F%2Fevil.example']) {
    expect(ownPath(path, ORIGIN)).toBe(path);
  }
  expect(ownPath('/d/../settings', ORIGIN)).toBe('/settings');
});

test('an address that a browser would take for another site, or of the API, is replaced', () => {
  const elsewhere = [
    undefined,
    '',
    'https://evil.example/',
    'https:evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '//user@docs.example',
    'javascript:alert(1)',
    'd/abc',
    '/v1/auth/logout',
    `/${'x'.repeat(2000)}`,
  ];
  for (const next of elsewhere) expect([next, ownPath(next, ORIGIN, '/safe')]).toEqual([next, '/safe']);
});
