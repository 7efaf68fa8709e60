import { expect, test } from 'vitest';
import { countWords, minutesToRead, textToCount } from '../../../web/editor/word-count.ts';

test.each([
  ['', 0, 0, 0, 0],
  ['\n\n', 0, 0, 0, 0],
  ["Don't stop — it's 3.14 m!\n", 5, 25, 20, 1],
  ['one two\n\nthree\n', 3, 12, 11, 2],
  ['e\u0301te\u0301 👩‍👩‍👧 🇫🇷\n', 1, 7, 5, 1],
  ['我们的长期记忆系统\n', 5, 9, 9, 1],
])('%j', (text, words, characters, charactersWithoutSpaces, paragraphs) => {
  expect(countWords(text)).toEqual({ words, characters, charactersWithoutSpaces, paragraphs });
});

test('what is only suggested is not counted, and an embed parts words', () => {
  const text = textToCount([
    { insert: 'one' },
    { insert: { mention: 'user:a' } },
    { insert: 'two' },
    { insert: ' more', attributes: { 'suggest-insert': 's' } },
    { insert: ' gone', attributes: { 'suggest-delete': 's' } },
    { insert: '\n' },
  ]);
  expect(countWords(text).words).toBe(3);
});

test('reading takes at least a minute', () => {
  expect(minutesToRead(countWords('one'))).toBe(1);
  expect(minutesToRead(countWords('word '.repeat(2_380)))).toBe(10);
});
