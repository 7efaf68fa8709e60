import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { ANALYSED_LENGTH, strengthOf, wordsOf } from '../../../src/base/password-strength.ts';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: ANALYSED_LENGTH });
const ABOUT = ['Ada Lovelace', 'ada.lovelace@analytical.example'];

test.each([
  '12345678',
  'password1',
  'Password2024!',
  'P4ssw0rd2024!',
  'Welcome2024!',
  'Admin123!@#',
  'iloveyouforever',
  'qwertyuiop',
  'letmein!letmein!',
  'AdaLovelace1815',
  'lovelace.ada',
  'Ada.Lovelace!',
  'analytical1',
  'octavo2026',
  '        ',
  'aB3$'.repeat(32),
])('%j is too easy', (password) => {
  const { strong, score, advice } = strengthOf(estimator, password, ABOUT);
  expect(strong).toBe(false);
  expect(score).toBeLessThan(3);
  expect(advice).not.toBe('');
});

test.each([
  'zvx8kq2m',
  'correct horse battery',
  'a long and unusual password 47',
  'giraffe river lantern',
  '浅草寺の鐘が鳴る夕暮れ',
  `${'aB3$'.repeat(4)} and nine more words that nobody has ever said`,
])('%j is enough', (password) => {
  expect(strengthOf(estimator, password, ABOUT)).toMatchObject({ strong: true, advice: '' });
});

test('two spellings of one password are equally strong', () => {
  const [composed, decomposed] = ['é', 'e\u0301'].map((e) => strengthOf(estimator, `caf${e} noir 1887`, []));
  expect(composed).toEqual(decomposed);
});

test('every part of a name or address that a guesser would try is a word, from three characters on', () => {
  expect(wordsOf(['Li Wu', 'li@example.com'])).toEqual([
    'li wu',
    'liwu',
    'wuli',
    'li@example.com',
    'example',
    'com',
  ]);
});
