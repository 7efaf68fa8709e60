// Characters that are neither seen nor typed: soft hyphens, joiners, marks of direction, variation selectors, the
// Arabic stroke that stretches a word.
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|\u034f|\u0640/gu;
// Marks that readers leave out: accents, Hebrew points, Arabic vowel signs, the Devanagari dot of foreign sounds. The
// vowel signs of Indic scripts and of Thai are not among them: they are letters to their readers.
const MARKED =
  /(.?)([\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u093c]+)/gsu;
// Ordering a run of marks takes the square of its length. No script has more of them on one letter (UAX #15,
// Stream-Safe Text Format).
const LONG_RUN = /(\p{M}{30})\p{M}+/gu;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const STRESS = /[\u0300\u0301]/g;
const STRESS_OR_DOTS = /[\u0300\u0301\u0308]/g;
// Devanagari writes a nasal vowel with the dot alone or with a bow under it.
const BOWED_DOT = '\u0901';
const NASAL_DOT = '\u0902';
const FOREIGN_DIGIT = /[^\P{Nd}0-9]/gu;
const DIGIT = /\p{Nd}/u;

// Letters that no Unicode decomposition turns into the one that readers type for them. Arabic, Persian and Urdu as
// Lucene's ArabicNormalizer and PersianNormalizer have them.
const LETTERS = new Map([
  ...Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    þ: 'th',
    đ: 'd',
    ð: 'd',
    ħ: 'h',
    ı: 'i',
    ł: 'l',
    ŋ: 'n',
    ŧ: 't',
  }),
  ...Object.entries({ ς: 'σ', ى: 'ي', ی: 'ي', ة: 'ه', ہ: 'ه', ە: 'ه', ک: 'ك', ٱ: 'ا' }),
]);
const SPECIAL = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'gu');

/**
 * A text as search compares it: without case, accents, width and ligatures, in the letters and digits that readers type.
 * Folding twice changes nothing. Pure.
 */
export function foldText(text: string): string {
  return text
    .replace(LONG_RUN, '$1')
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(INVISIBLE, '')
    .replace(MARKED, withoutMarks)
    .replaceAll(BOWED_DOT, NASAL_DOT)
    .normalize('NFC')
    .replace(SPECIAL, (letter) => LETTERS.get(letter) ?? letter)
    .replace(FOREIGN_DIGIT, asciiDigit);
}

// In Cyrillic a mark makes another letter (й, ї, ў), except for the stress and the dots of ё, which writers leave
// out.
function withoutMarks(_: string, base: string, marks: string): string {
  if (!CYRILLIC.test(base)) return base;
  return base + marks.replace(base === 'е' ? STRESS_OR_DOTS : STRESS, '');
}

// Unicode keeps the ten digits of a script together, from 0, in code points that end in 0 to 9 or in 6 to F.
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  const low = point & 0xf;
  return String(DIGIT.test(String.fromCodePoint(point | 0xf)) ? low - 6 : low);
}
