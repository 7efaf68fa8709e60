import { describe, expect, test } from 'vitest';
import { imageAddress, linkAddress, openableLink } from '../../web/editor/address/link-address.ts';

describe('an address typed for a link', () => {
  test.each([
    ['example.com', 'https://example.com'],
    ['  example.com/a?b=c#d ', 'https://example.com/a?b=c#d'],
    ['example.com:8080/x', 'https://example.com:8080/x'],
    ['example.com:8080', 'https://example.com:8080'],
    ['wiki.example.org/wiki/Help:Contents', 'https://wiki.example.org/wiki/Help:Contents'],
    ['example.com/a@b', 'https://example.com/a@b'],
    ['example.com?at=12:30', 'https://example.com?at=12:30'],
    ['//example.com/x', 'https://example.com/x'],
    ['münchen.example/straße', 'https://münchen.example/straße'],
    ['例え.テスト', 'https://例え.テスト'],
    ['192.168.0.1:3000/x', 'https://192.168.0.1:3000/x'],
    ['localhost:8787/d/1', 'https://localhost:8787/d/1'],
    ['[::1]:8080/x', 'https://[::1]:8080/x'],
    ['http://example.com', 'http://example.com'],
    ['HTTPS://Example.com/X', 'HTTPS://Example.com/X'],
    ['http://intranet/wiki', 'http://intranet/wiki'],
    ['http:/example.com', 'http://example.com'],
    ['https:example.com/x', 'https://example.com/x'],
    ['https://https://example.com/x', 'https://example.com/x'],
    ['https://https//example.com/x', 'https://example.com/x'],
    ['https://http://example.com', 'http://example.com'],
    ['ada@example.org', 'mailto:ada@example.org'],
    ['ada@example.org?subject=Hi', 'mailto:ada@example.org?subject=Hi'],
    ['mailto:ada@example.org', 'mailto:ada@example.org'],
    ['tel:+44 20 7946 0000', 'tel:+44 20 7946 0000'],
  ])('%s becomes %s', (typed, address) => {
    expect(linkAddress(typed)).toBe(address);
    // A completed address stays as it is.
    expect(linkAddress(address)).toBe(address);
    expect(openableLink(address)).toBe(address);
  });

  test.each([
    '',
    '//',
    'https:',
    'https://',
    'http:///',
    'https://?x',
    'https:///example.com',
    'https://exa mple.com',
    'https://example.com:port',
    'javascript:void(0)',
    'java\nscript:alert(1)',
    'javascript.example:alert(1)',
    'data:text/html,x',
    'ftp://example.com/x',
    'blob:https://example.com/x',
    '#part',
    '/wiki/Help',
    './page.html',
    'word',
    'two words.com',
    'example.c',
    'user:secret@example.com',
    'mailto:',
    'mailto:?subject=x',
    'tel:',
    '1.25',
  ])('%j is refused', (typed) => {
    expect(linkAddress(typed)).toBeNull();
  });
});

test.each([
  ['example.com/a.png', 'https://example.com/a.png'],
  ['https://https://example.com/a.png', 'https://example.com/a.png'],
  ['https://', null],
  ['http://example.com/a.png', null],
  ['ada@example.org', null],
])('an address typed for an image: %s becomes %s', (typed, address) => {
  expect(imageAddress(typed)).toBe(address);
});

test.each(['page.html', 'example.com', '/wiki/Help', '//example.com', 'http:/'])(
  'a stored or pasted link without a scheme and a host opens nothing: %s',
  (stored) => {
    expect(openableLink(stored)).toBeNull();
  },
);
