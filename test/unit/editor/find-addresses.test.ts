import { describe, expect, test } from 'vitest';
import { findAddresses, wholeAddress } from '../../../web/editor/clipboard/find-addresses.ts';

describe('addresses in a text', () => {
  test.each([
    ['see https://example.org/a.', 'https://example.org/a', 'https://example.org/a'],
    ['(https://example.org/a_(b))', 'https://example.org/a_(b)', 'https://example.org/a_(b)'],
    [
      '“https://example.org/?q=1&b=2#c”, he said',
      'https://example.org/?q=1&b=2#c',
      'https://example.org/?q=1&b=2#c',
    ],
    ['www.example.org!', 'www.example.org', 'https://www.example.org'],
    ['write to ada@example.org, please', 'ada@example.org', 'mailto:ada@example.org'],
    ['http://localhost:8787/d/1', 'http://localhost:8787/d/1', 'http://localhost:8787/d/1'],
    ['https://例え.jp/道', 'https://例え.jp/道', 'https://例え.jp/道'],
  ])('%s', (text, shown, link) => {
    const [found, ...others] = findAddresses(text);
    expect(others).toEqual([]);
    expect(text.slice(found?.index, (found?.index ?? 0) + (found?.length ?? 0))).toBe(shown);
    expect(found?.link).toBe(link);
  });

  test.each([
    'example.org',
    'and/or',
    'https://',
    'http:///x',
    'www.',
    'xhttps://example.org',
    'a@b',
    'ftp://example.org',
    '1.5',
  ])('%s is none', (text) => expect(findAddresses(text)).toEqual([]));

  test('an address and nothing else', () => {
    expect(wholeAddress(' https://example.org/a \n')).toBe('https://example.org/a');
    expect(wholeAddress('see https://example.org/a')).toBeNull();
    expect(wholeAddress('https://example.org/a https://example.org/b')).toBeNull();
  });
});
