/** Where text stands, as far as that decides what must be escaped. */
export interface TextPlace {
  inLink: boolean;
  /** Whether something other than text comes right before or after it on its line. */
  before: boolean;
  after: boolean;
}

const ADDRESS =
  /(?<![\p{L}\p{N}])(www)(\.)|(?<![\p{L}\p{N}])(https?)(:)(?=\/\/)|(?<=[\w.+-])()(@)(?=[A-Za-z0-9_-]+\.)/giu;
/** In units, with what is around its name; in HTML the longest name has 31. */
const LONGEST_ENTITY = 40;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/** Text as Markdown that means this text: no more is escaped than that takes. */
export function escapeText(text: string, place: TextPlace): string {
  const addresses = place.inLink ? new Set<number>() : addressesIn(text);
  let escaped = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] as string;
    if (addresses.has(at) || isSpecial(text, at, place)) escaped += `\\${unit}`;
    else escaped += unit === '\r' ? '&#13;' : unit;
  }
  return escaped;
}

/** Text with every character escaped that may be. */
export function escapeAll(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&').replaceAll('\r', '&#13;');
}

/** A line, as it stands in its block, with what would begin a block at its start escaped, and its outer spaces kept. */
export function escapeStart(line: string): string {
  return line
    .replace(/^(?:#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t\-:|]|$)|=|:(?=-)|\|)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=[ \t]|$)/, '$1\\$2');
}

/** A line whose outer spaces the parser would take are written so that it does not. */
export function keepEdges(line: string): string {
  return line.replace(/^\s+/, (spaces) => entities(spaces)).replace(/\s+$/, (spaces) => entities(spaces));
}

function entities(spaces: string): string {
  return [...spaces].map((space) => `&#${space.codePointAt(0)};`).join('');
}

// The one character of each address without which it is none.
function addressesIn(text: string): Set<number> {
  const found = new Set<number>();
  for (const match of text.matchAll(ADDRESS)) {
    const [, www, , web] = match;
    found.add(match.index + (www ?? web ?? '').length);
  }
  return found;
}

function isSpecial(text: string, at: number, place: TextPlace): boolean {
  const before = text[at - 1];
  const after = text[at + 1];
  const isLast = after === undefined;
  switch (text[at]) {
    case '\\':
      return isLast || PUNCTUATION.test(after);
    case '`':
    case '*':
    case '[':
    case '~':
      return true;
    case ']':
      return place.inLink;
    case '_':
      return !(isWord(before) && isWord(after));
    case '=':
      return (
        before === '=' || after === '=' || (isLast && place.after) || (before === undefined && place.before)
      );
    case '<':
      return isLast || /[a-z/!?]/i.test(after);
    case '&':
      return (place.after ? /^&#?\w*(?:;|$)/ : /^&#?\w+;/).test(text.slice(at, at + LONGEST_ENTITY));
    case '$':
      return (
        (isLast ? place.after : !/\s/.test(after)) &&
        (place.before || place.after || text.indexOf('$') !== text.lastIndexOf('$'))
      );
    case '!':
      return isLast && place.after;
    default:
      return false;
  }
}

function isWord(unit: string | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}]/u.test(unit);
}
