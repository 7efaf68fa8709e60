import { foldText } from './fold-text.ts';

// A word, with the signs that make it another name: C++, C#, F#.
const WORD = /[\p{L}\p{N}\p{M}]+(?:(?:\+{1,2}|#)(?![\p{L}\p{N}\p{M}]))?/gu;
// Scripts without spaces between words, and Korean, whose words carry endings and are written together. `scx`
// includes the signs that several of them share, such as the Japanese long-vowel sign.
const UNSPACED =
  /([\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+)/u;

// The Arabic article is written onto its word, and a preceding conjunction or preposition onto the article. At least
// three letters must remain, because some names begin the same way. After ArabicStemmer of Lucene, which removes
// more.
const ARTICLE = /^(?:[وفبك]?ال|لل)(?=\p{Script=Arabic}{3})/u;

// From this many characters on, a word may be the beginning of others anywhere in a query.
const LONG_ENOUGH = 3;

/** One condition of a query: consecutive terms, the last of them whole or as a beginning. */
export interface SearchPhrase {
  terms: string[];
  prefix: boolean;
  /** The word as typed, if its term is shorter: a match of it is enough. */
  typed?: string;
}

/**
 * The terms of a text, joined by spaces, for an index: its folded words, those with an Arabic article also without
 * it. A run of an unspaced script is indexed as its overlapping pairs and its last character alone, so that a phrase
 * of pairs finds every part of it. Up to about `maxBytes` of UTF-8.
 */
export function searchTerms(text: string, maxBytes: number): string {
  const terms: string[] = [];
  // A UTF-16 unit takes up to three bytes.
  let left = maxBytes / 3;
  for (const { piece, isRun } of pieces(text)) {
    for (const term of isRun ? pairs(piece) : new Set([piece, withoutArticle(piece)])) {
      left -= term.length + 1;
      if (left < 0) return terms.join(' ');
      terms.push(term);
    }
  }
  return terms.join(' ');
}

/**
 * The conditions of a query, each to be found anywhere in a text; at most `limit` phrases, none for a query without a
 * word. A short word counts as a beginning only at the end of the query: otherwise one letter would match most of the
 * index.
 */
export function searchPhrases(query: string, limit: number): SearchPhrase[] {
  const phrases: SearchPhrase[] = [];
  let isWord = false;
  for (const { piece, isRun } of pieces(query)) {
    if (phrases.length === limit) break;
    const terms = isRun ? pairs(piece) : [withoutArticle(piece)];
    const isPairs = terms.length > 1;
    // The last character alone is in the index only where a run ends.
    if (isPairs) terms.pop();
    const isCut = !isRun && terms[0] !== piece;
    phrases.push({
      terms,
      prefix: isRun ? !isPairs : piece.length >= LONG_ENOUGH,
      ...(isCut ? { typed: piece } : {}),
    });
    isWord = !isRun;
  }
  // A user who is still typing has only begun the last word.
  const last = phrases.at(-1);
  if (last !== undefined && isWord) last.prefix = true;
  return phrases;
}

function* pieces(text: string): Generator<{ piece: string; isRun: boolean }> {
  for (const [word] of foldText(text).matchAll(WORD)) {
    let isRun = false;
    for (const piece of word.split(UNSPACED)) {
      if (piece !== '') yield { piece, isRun };
      isRun = !isRun;
    }
  }
}

function withoutArticle(word: string): string {
  return word.replace(ARTICLE, '');
}

function pairs(run: string): string[] {
  const characters = [...run];
  return characters.map((character, i) => character + (characters[i + 1] ?? ''));
}
