import { expect, test } from 'vitest';
import {
  changeOf,
  excerpt,
  formatsOf,
  phraseOf,
  type ReadHunk,
  readable,
  readsSame,
} from '../../../web/app/document/review/hunk-words.ts';
import { en } from '../../../web/ui/i18n/en.ts';
import { hunkAt } from './shown-review.ts';

const words = en.suggestions;

test('a hunk reads as what it inserts, deletes, replaces and formats', () => {
  expect(phraseOf(hunkAt(0, { inserted: 'dog' }), words, 60)).toBe('insert “dog”');
  expect(phraseOf(hunkAt(0, { inserted: '', deleted: 'cat' }), words, 60)).toBe('delete “cat”');
  expect(phraseOf(hunkAt(0, { inserted: 'dog', deleted: 'cat' }), words, 60)).toBe(
    'replace “cat” with “dog”',
  );
  const formats = { bold: true, link: null };
  expect(phraseOf(hunkAt(0, { inserted: '', formatted: 'cat', formats }), words, 60)).toBe(
    'format “cat”: bold, no link',
  );
  expect(phraseOf(hunkAt(0, { inserted: 'dog', formats: { italic: true } }), words, 60)).toBe(
    'insert “dog”, format: italic',
  );
});

test('formats that have no word of their own are one', () => {
  expect(formatsOf(hunkAt(0, { formats: { 'x-one': 1, 'x-two': 2 } }), words)).toBe('other formats');
  expect(formatsOf(hunkAt(0), words)).toBe('');
});

test('line ends and embeds are read on one line', () => {
  expect(readable('one\ntwo\ufffcthree', words)).toBe('one ⏎ two [an object] three');
});

test('a long text is cut with an ellipsis, and never inside of a character', () => {
  expect(excerpt('short', 5)).toBe('short');
  expect(excerpt('longer', 5)).toBe('longe…');
  expect(excerpt('abcd😀', 5).isWellFormed()).toBe(true);
});

test('a suggestion of many hunks names the first two', () => {
  const hunks = ['one', 'two', 'three', 'four'].map((inserted, n) => hunkAt(n * 10, { number: n, inserted }));
  expect(changeOf({ first: hunks, count: 4 }, words)).toBe('insert “one”; insert “two”; 2 more changes');
  expect(changeOf({ first: [], count: 0 }, words)).toBe('Nothing is left of it.');
});

const read = (first: readonly ReadHunk[]) => ({ first, count: first.length });

test('hunks that only moved read the same', () => {
  expect(readsSame(read([hunkAt(3)]), read([hunkAt(9)]))).toBe(true);
  expect(readsSame(read([hunkAt(3)]), read([hunkAt(3, { inserted: 'xy' })]))).toBe(false);
  expect(readsSame(read([hunkAt(3)]), read([hunkAt(3, { formats: { bold: true } })]))).toBe(false);
  expect(readsSame(read([hunkAt(3)]), read([hunkAt(3), hunkAt(9)]))).toBe(false);
  expect(readsSame(read([hunkAt(3)]), { first: [hunkAt(3)], count: 2 })).toBe(false);
});
