import { expect, test } from 'vitest';
import { searchText } from '../../../src/archiving/search-text.ts';

test('an excerpt is the beginning of the text, with white space collapsed and pairs whole', () => {
  const document = [
    { insert: '\n\n  One\t two' },
    { insert: { divider: true as const } },
    { insert: 'three\n', attributes: { bold: true } },
  ];
  expect(searchText(document)).toEqual({ excerpt: 'One two three', body: '\n\n  One\t two three\n' });
  expect(searchText([{ insert: '\n' }])).toEqual({ excerpt: '', body: '\n' });
  expect(searchText([{ insert: `${'a'.repeat(199)}😀\n` }]).excerpt).toBe('a'.repeat(199));
  expect(searchText([{ insert: `${'a'.repeat(198)}😀\n` }]).excerpt).toBe(`${'a'.repeat(198)}😀`);
  expect(searchText([{ insert: ' '.repeat(100_000) }, { insert: 'late\n' }]).excerpt).toBe('');
});

test('a body is cut at 256 Ki characters, however many runs it has', () => {
  const { body } = searchText(Array.from({ length: 300 }, () => ({ insert: '😀'.repeat(1_000) })));
  expect(body).toHaveLength(256 * 1024);
  const odd = searchText([{ insert: `x${'😀'.repeat(200_000)}` }]).body;
  expect(odd).toHaveLength(256 * 1024 - 1);
  expect(odd.isWellFormed()).toBe(true);
});

test('the words of footnotes and mentions are found, ids and addresses are not', () => {
  const words = (embed: Record<string, string | true>) =>
    searchText([{ insert: 'a' }, { insert: embed }, { insert: 'b\n' }]).body;
  expect(words({ footnote: 'See above.' })).toBe('a See above. b\n');
  expect(words({ mention: 'Some Body' })).toBe('a Some Body b\n');
  expect(words({ mention: 'date:2026-01-31' })).toBe('a 2026-01-31 b\n');
  for (const embed of [{ mention: 'user:abc' }, { mention: 'doc:abc' }, { 'page-break': true as const }])
    expect(words(embed)).toBe('a b\n');
});
