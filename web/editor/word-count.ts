import { INSERTED } from '../../src/ot/marks.ts';
import type { Delta } from '../../src/ot/op.ts';

/** How much a text holds. */
export interface WordCount {
  words: number;
  /** As readers see them: an emoji or a letter with its accents is one. Ends of lines are none. */
  characters: number;
  charactersWithoutSpaces: number;
  /** Lines with something in them. */
  paragraphs: number;
}

/** Words that a silent reader reads in a minute (Brysbaert 2019: 238 of English prose). */
const WORDS_A_MINUTE = 238;

/** The words of a part of a document; what is only suggested is none of it, and an embed parts words but is none. */
export function textToCount(delta: Delta): string {
  return delta
    .map((op) => {
      if (!('insert' in op) || op.attributes?.[INSERTED] !== undefined) return '';
      return typeof op.insert === 'string' ? op.insert : '\n';
    })
    .join('');
}

/** Counts by the rules of the text's own scripts (UAX #29): Chinese and Thai have words too. */
export function countWords(text: string): WordCount {
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)];
  const lines = text.split('\n');
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const count = (part: string): number => [...graphemes.segment(part)].length;
  return {
    words: words.filter(({ isWordLike }) => isWordLike).length,
    characters: lines.reduce((sum, line) => sum + count(line), 0),
    charactersWithoutSpaces: count(text.replaceAll(/\s/gu, '')),
    paragraphs: lines.filter((line) => line.trim() !== '').length,
  };
}

/** How long it takes to read, in minutes; at least one. */
export function minutesToRead({ words }: WordCount): number {
  return Math.max(1, Math.round(words / WORDS_A_MINUTE));
}
