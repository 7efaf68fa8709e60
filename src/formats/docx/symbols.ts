// The letters of the font Symbol, from A and from a.
const UPPER = 'ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ';
const LOWER = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ';
const SYMBOL: Readonly<Record<number, string>> = {
  163: '≤',
  165: '∞',
  171: '↔',
  172: '←',
  173: '↑',
  174: '→',
  175: '↓',
  176: '°',
  177: '±',
  179: '≥',
  180: '×',
  183: '•',
  184: '÷',
  185: '≠',
  186: '≡',
  187: '≈',
  188: '…',
  214: '√',
  229: '∑',
  242: '∫',
};
const WINGDINGS: Readonly<Record<number, string>> = {
  74: '☺',
  76: '☹',
  108: '●',
  110: '■',
  111: '□',
  113: '❑',
  118: '❖',
  167: '▪',
  168: '☐',
  216: '➢',
  223: '←',
  224: '→',
  232: '➔',
  251: '✗',
  252: '✓',
  253: '☒',
  254: '☑',
};

/** The character that a font of symbols draws for a code; null for an unknown one. */
export function symbolOf(font: string, hex: string): string | null {
  const code = Number.parseInt(hex, 16);
  if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return null;
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  const own = isPrivate ? code & 0xff : code;
  const name = font.toLowerCase();
  if (name === 'symbol') {
    const letter = (own < 0x61 ? UPPER.charAt(own - 0x41) : LOWER.charAt(own - 0x61)) || SYMBOL[own];
    if (letter !== undefined && letter !== '') return letter;
  }
  if (name.startsWith('wingdings')) {
    const sign = WINGDINGS[own];
    if (sign !== undefined && name === 'wingdings') return sign;
    if (!isPrivate && code < 0x100) return null;
  }
  if (!isPrivate) return String.fromCodePoint(code);
  return own >= 0x20 && own < 0x7f && name === 'symbol' ? String.fromCharCode(own) : null;
}
