/** An address found in a text. */
export interface FoundAddress {
  index: number;
  length: number;
  /** The target of its link. */
  link: string;
}

/**
 * A web address with its scheme or as `www.`, or a mail address, at the beginning of a text or after a space or a
 * bracket.
 */
const ADDRESS =
  /(?<![^\s([{<"'“‘«])(?:(?:https?:\/\/|www\.)(?!\/)[^\s<>"“”«»]+|[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/giu;
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/**
 * The addresses in `text`. A trailing punctuation mark, or a closing bracket whose opening one is before the address,
 * is not part of it.
 */
export function findAddresses(text: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const shown = trimmed(match);
    const link = linkOf(shown);
    if (link !== null) found.push({ index, length: shown.length, link });
  }
  return found;
}

/** The link target of `text` when the whole text is an address; null otherwise. */
export function wholeAddress(text: string): string | null {
  const [found] = findAddresses(text.trim());
  return found?.length === text.trim().length ? found.link : null;
}

function trimmed(match: string): string {
  let text = match;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opening = CLOSING[last];
    const closes = opening !== undefined && count(text, last) > count(text, opening);
    if (!closes && !/[.,;:!?'’*_~…]/.test(last)) return text;
    text = text.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function linkOf(shown: string): string | null {
  if (!/^(https?:\/\/|www\.)/i.test(shown)) return `mailto:${shown}`;
  const address = /^www\./i.test(shown) ? `https://${shown}` : shown;
  const host = URL.parse(address)?.hostname ?? '';
  const isHost = /^www\./i.test(shown) ? /^www\.[^.]+\../.test(host) : host !== '';
  return isHost ? address : null;
}
