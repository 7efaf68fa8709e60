import { expect, test } from 'vitest';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { findMatches, matchFrom, searchedText } from '../../../web/editor/find/find-matches.ts';
import { replacing } from '../../../web/editor/find/replacing.ts';

const query = { words: '', isExact: false, isWhole: false };

test.each([
  ['One one ONE', { words: 'one' }, [0, 4, 8]],
  ['One one ONE', { words: 'one', isExact: true }, [4]],
  ['onetwo one_ one, tone', { words: 'one', isWhole: true }, [12]],
  ['aaaa', { words: 'aa' }, [0, 2]],
  ['a.b a+b (a.b)', { words: 'a.b' }, [0, 9]],
  ['x \\d [a] {2}', { words: '\\d [a] {2}' }, [2]],
  ['-a- a', { words: '-a-', isWhole: true }, [0]],
  ['𝒳𝒳 𝒳', { words: '𝒳', isWhole: true }, [5]],
  ['STRASSE', { words: 'straſſe' }, [0]],
  ['plain', { words: '' }, []],
])('%s, searched for %j', (text, asked, expected) => {
  expect(findMatches(text, { ...query, ...asked }).map(({ index }) => index)).toEqual(expected);
});

test('no more are looked for than asked', () => {
  expect(findMatches('a'.repeat(50), { ...query, words: 'a' }, 7)).toHaveLength(7);
});

test('embeds and what is suggested to be deleted are not found, and keep their places', () => {
  const shown: Delta = [
    { insert: 'on' },
    { insert: { image: 'https://example.org/a.png' } },
    { insert: 'e one ' },
    { insert: 'one', attributes: { 'suggest-delete': 's' } },
    { insert: ' one\n' },
  ];
  expect(findMatches(searchedText(shown), { ...query, words: 'one' })).toEqual([
    { index: 5, length: 3 },
    { index: 13, length: 3 },
  ]);
});

test('the next match is at or after the place, then the first', () => {
  const matches = [2, 5, 9].map((index) => ({ index, length: 1 }));
  expect([0, 2, 3, 9, 10].map((place) => matchFrom(matches, place))).toEqual([0, 0, 1, 2, 0]);
  expect(matchFrom([], 3)).toBe(-1);
});

test('what replaces words has the formats of the first letter, without marks, and the rest is untouched', () => {
  const shown: Delta = [
    { insert: 'a ' },
    { insert: 'wo', attributes: { bold: true, 'suggest-insert': 's' } },
    { insert: 'rd' },
    { insert: ' b word' },
    { insert: '\n', attributes: { header: 1 } },
  ];
  const matches = findMatches(searchedText(shown), { ...query, words: 'word' });
  const plain = shown.map((op) =>
    'insert' in op && op.insert === 'wo' ? { ...op, attributes: { bold: true } } : op,
  );
  expect(compose(plain, replacing(shown, matches, 'x'))).toEqual([
    { insert: 'a ' },
    { insert: 'x', attributes: { bold: true } },
    { insert: ' b x' },
    { insert: '\n', attributes: { header: 1 } },
  ]);
  expect(compose(plain, replacing(shown, matches, ''))).toEqual([
    { insert: 'a  b ' },
    { insert: '\n', attributes: { header: 1 } },
  ]);
});
