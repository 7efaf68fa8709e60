import type { MarkdownIt, StateInline } from 'markdown-it';

/** Where text may begin an address: GFM's `www.`, `http://`, `https://`, and email addresses. */
const BEGINS = /(?<![\p{L}\p{N}])(?:www\.|https?:\/\/)|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9_-]+\./giu;
// Every character that begins something else than text.
const STOPS = /[\n!$&*<=[\\\]^_`{}~]/g;

/**
 * Teaches the parser GFM's extended autolinks, which need no brackets. They are found in the source as it stands, so a
 * backslash in an address keeps it from being one, as on GitHub.
 */
export function addAutolinks(parser: MarkdownIt): void {
  parser.inline.ruler.at('text', (state, silent) => {
    const stop = firstFrom(STOPS, state);
    const begin = state.linkLevel > 0 ? state.posMax : beginning(state);
    const end = Math.min(stop, begin, state.posMax);
    if (end <= state.pos) return false;
    if (!silent) state.pending += state.src.slice(state.pos, end);
    state.pos = end;
    return true;
  });
  parser.inline.ruler.before('escape', 'address', (state, silent) => {
    if (state.linkLevel > 0 || beginning(state) !== state.pos) return false;
    const found = addressAt(state.src.slice(state.pos, state.posMax));
    if (found === null) {
      // Not an address after all: its first character is text.
      if (/[\n!$&*<=[\\\]^_`{}~]/.test(state.src[state.pos] ?? '')) return false;
      if (!silent) state.pending += state.src[state.pos];
      state.pos++;
      return true;
    }
    if (!silent) {
      const open = state.push('link_open', 'a', 1);
      open.attrs = [['href', found.href]];
      state.push('text', '', 0).content = found.text;
      state.push('link_close', 'a', -1);
    }
    state.pos += found.text.length;
    return true;
  });
}

// Of each text that is read: descriptions of images are read while the text around them is.
const beginnings = new WeakMap<StateInline, { from: number; at: number }>();

// The next beginning from here, looked for once a stretch: it is remembered until it is passed.
function beginning(state: StateInline): number {
  const known = beginnings.get(state);
  if (known !== undefined && known.from <= state.pos && state.pos <= known.at) return known.at;
  BEGINS.lastIndex = state.pos;
  const at = BEGINS.exec(state.src)?.index ?? Number.POSITIVE_INFINITY;
  beginnings.set(state, { from: state.pos, at });
  return at;
}

function firstFrom(pattern: RegExp, state: StateInline): number {
  pattern.lastIndex = state.pos;
  return pattern.exec(state.src)?.index ?? Number.POSITIVE_INFINITY;
}

const MAIL = /^[\w.+-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+/;
const WEB = /^(www\.|https?:\/\/)([^\s<]*)/i;

function addressAt(rest: string): { href: string; text: string } | null {
  const [, prefix, tail] = WEB.exec(rest.slice(0, 2_100)) ?? [];
  if (prefix !== undefined && tail !== undefined) {
    const isWww = prefix.toLowerCase() === 'www.';
    const text = trimmed(withinBrackets(prefix + tail));
    const domain = /^(?:www\.|https?:\/\/)?([^/?#:]*)/i.exec(text)?.[1] ?? '';
    if (!isDomain(domain, isWww)) return null;
    return { href: isWww ? `http://${text}` : text, text };
  }
  const mail = MAIL.exec(rest.slice(0, 400))?.[0].replace(/\.$/, '');
  if (mail === undefined || /[-_]$/.test(mail)) return null;
  return { href: `mailto:${mail}`, text: mail };
}

// Letters, digits, `-`, `_` in parts, with at least one period; no `_` in the last two.
function isDomain(domain: string, isWww: boolean): boolean {
  const parts = domain.split('.');
  if (parts.some((part) => part === '' || /[^\p{L}\p{N}_-]/u.test(part))) return false;
  if (parts.slice(-2).some((part) => part.includes('_'))) return false;
  return parts.length > 1 || isWww;
}

// A bracket that closes none of the address's own closes a link or an image around it, of which the address is the text.
function withinBrackets(text: string): string {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]]/g)) {
    open += bracket === '[' ? 1 : -1;
    if (open < 0) return text.slice(0, index);
  }
  return text;
}

// What ends a sentence ends the address before it, and so does a bracket that it did not open, or an entity.
function trimmed(text: string): string {
  for (;;) {
    const next = text.replace(/[?!.,:*_~'"]+$/, '').replace(/&[a-z0-9]+;$/i, '');
    const closes = next.endsWith(')') && count(next, ')') > count(next, '(');
    const cut = closes ? next.slice(0, -1) : next;
    if (cut === text) return text;
    text = cut;
  }
}

function count(text: string, unit: string): number {
  return text.split(unit).length - 1;
}
