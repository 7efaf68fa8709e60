import { markWords } from './marked-words.ts';

/** A text in which the words of a search are marked. */
export function Marked({ text, words }: { text: string; words: string }) {
  if (words === '') return text;
  return markWords(text, words).map(({ at, text: piece, isFound }) =>
    isFound ? <mark key={at}>{piece}</mark> : <span key={at}>{piece}</span>,
  );
}
