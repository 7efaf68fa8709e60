import { expect, test } from 'vitest';
import { readListing, writeListing } from '../../../web/app/home/listing.ts';
import { markWords } from '../../../web/app/home/marked-words.ts';

test('an address says words and order, and nothing that is the default', () => {
  expect(writeListing({ words: '', sort: '-updatedAt' })).toBe('');
  expect(writeListing({ words: ' a&b ', sort: 'title' })).toBe('?q=a%26b&sort=title');
  expect(readListing('?q=a%26b&sort=title')).toEqual({ words: 'a&b', sort: 'title' });
  expect(readListing('?sort=size&q=%20')).toEqual({ words: '', sort: '-updatedAt' });
  expect(readListing(`?q=${'x'.repeat(300)}`).words).toHaveLength(200);
});

const marked = (text: string, query: string) =>
  markWords(text, query)
    .map(({ text: piece, isFound }) => (isFound ? `[${piece}]` : piece))
    .join('');

test.each([
  ['Otters at night', 'ott nig', '[Ott]ers at [nig]ht'],
  ['Zürich, Straße', 'zur strasse', '[Zür]ich, [Straße]'],
  ['unlike like', 'like', 'unlike [like]'],
  ['記憶システム', 'システム', '記憶[システム]'],
  ['ﬁne ＡＢＣ', 'fi abc', '[ﬁ]ne [ＡＢＣ]'],
  ['plain', '', 'plain'],
  ['plain', '!?', 'plain'],
  ['one two one', 'one one', '[one] two [one]'],
  ['', 'one', ''],
])('%s, searched for %s', (text, query, expected) => {
  expect(marked(text, query)).toBe(expected);
  expect(
    markWords(text, query)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
