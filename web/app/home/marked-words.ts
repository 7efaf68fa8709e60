import { foldText } from '../../../src/base/fold-text.ts';

/** A piece of a text, and whether it is one of the words that were searched. */
export interface MarkedPiece {
  /** Where it begins in the text, in UTF-16 units. */
  at: number;
  text: string;
  isFound: boolean;
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
// Scripts whose words are found anywhere in a run: src/base/search-terms.ts.
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const IN_WORD = /[\p{L}\p{N}\p{M}]/u;

/** Cuts a text where the words of a query are in it, as search finds them: at the beginning of a word, folded. */
export function markWords(text: string, query: string): MarkedPiece[] {
  const words = [...new Set(foldText(query).match(WORD) ?? [])].sort((a, b) => b.length - a.length);
  const { folded, origins } = foldWithOrigins(text);
  const pieces: MarkedPiece[] = [];
  let from = 0;
  const add = (to: number, isFound: boolean): void => {
    if (to > from) pieces.push({ at: from, text: text.slice(from, to), isFound });
    from = to;
  };
  for (let at = 0; at < folded.length; ) {
    const word = isBeginning(folded, at) ? words.find((one) => folded.startsWith(one, at)) : undefined;
    if (word === undefined) {
      at++;
      continue;
    }
    add(origins[at] ?? from, false);
    at += word.length;
    add(origins[at] ?? text.length, true);
  }
  add(text.length, false);
  return pieces;
}

function isBeginning(text: string, at: number): boolean {
  const before = text[at - 1];
  return before === undefined || !IN_WORD.test(before) || UNSPACED.test(text[at] ?? '');
}

// The folded text, and for each of its units where the character is in the text that it came from.
function foldWithOrigins(text: string): { folded: string; origins: number[] } {
  let folded = '';
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = foldText(character);
    for (let n = 0; n < piece.length; n++) origins.push(at);
    folded += piece;
    at += character.length;
  }
  return { folded, origins };
}
