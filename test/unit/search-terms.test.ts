import { describe, expect, test } from 'vitest';
import { foldText } from '../../src/base/fold-text.ts';
import { searchPhrases, searchTerms } from '../../src/base/search-terms.ts';
import { SEARCH_CASES } from '../support/search-cases.ts';

describe('foldText', () => {
  test.each(SEARCH_CASES)('%s: folding "%s" twice changes nothing', (_, text, query) => {
    for (const input of [text, query]) expect(foldText(foldText(input))).toBe(foldText(input));
  });

  test('the digits of every script fold to those of a keyboard', () => {
    for (const digits of [
      '٠١٢٣٤٥٦٧٨٩',
      '۰۱۲۳۴۵۶۷۸۹',
      '०१२३४५६७८९',
      '๐๑๒๓๔๕๖๗๘๙',
      '０１２３４５６７８９',
      '០១២៣៤៥៦៧៨៩',
    ])
      expect(foldText(digits)).toBe('0123456789');
  });

  test('more marks than a letter can have are left out', () => {
    expect(foldText(`क${'\u093e'.repeat(40)}`)).toBe(`क${'\u093e'.repeat(30)}`);
  });
});

describe('searchTerms', () => {
  test('indexes words whole, runs as pairs and their last character', () => {
    expect(searchTerms('Weekly 销售报 in C++, f#5', 1_000)).toBe('weekly 销售 售报 报 in c++ f 5');
  });

  test('an Arabic word with its article is found without it', () => {
    expect(searchTerms('والكتاب الله', 1_000)).toBe('والكتاب كتاب الله');
  });

  test('a character beyond the basic plane is one character', () => {
    expect(searchTerms('𠮷野家', 1_000)).toBe('𠮷野 野家 家');
  });

  test('stays within the given bytes', () => {
    const terms = searchTerms('销售报告'.repeat(1_000), 3_000);
    expect(Buffer.byteLength(terms)).toBeLessThanOrEqual(3_000);
    expect(Buffer.byteLength(terms)).toBeGreaterThan(2_000);
  });
});

describe('searchPhrases', () => {
  test('a word may be a beginning, a run is found as it is', () => {
    expect(searchPhrases('week 销售报 稿', 20)).toEqual([
      { terms: ['week'], prefix: true },
      { terms: ['销售', '售报'], prefix: false },
      { terms: ['稿'], prefix: true },
    ]);
  });

  test('a word with an article also finds the word alone, and what was typed if only that is indexed', () => {
    expect(searchPhrases('الكتاب', 20)).toEqual([{ terms: ['كتاب'], prefix: true, typed: 'الكتاب' }]);
  });

  test('signs alone are no query, and phrases are limited', () => {
    expect(searchPhrases(' + # "* \u200b ', 20)).toEqual([]);
    expect(searchPhrases('a b c', 2)).toHaveLength(2);
  });

  test('a short word is a beginning only at the end of the query', () => {
    const prefixes = (query: string) => searchPhrases(query, 20).map(({ prefix }) => prefix);
    expect(prefixes('a be see d')).toEqual([false, false, true, true]);
    expect(prefixes('a 销')).toEqual([false, true]);
  });
});
