import type { MarkdownIt, StateInline } from 'markdown-it';

const DOLLAR = 0x24;
const BACKSLASH = 0x5c;

/**
 * Teaches the parser `$formula$` and `$$formula$$`: a `$` opens only before a non-space, and closes only after a
 * non-space and not before a digit. A backslash keeps the character after it from closing.
 */
export function addFormulas(parser: MarkdownIt): void {
  parser.inline.ruler.before('escape', 'formula', (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== DOLLAR) return false;
    const found = formulaAt(state);
    if (found === null) {
      // All of a run is text: its second `$` opens nothing.
      let end = state.pos;
      while (state.src.charCodeAt(end) === DOLLAR) end++;
      if (!silent) state.pending += state.src.slice(state.pos, end);
      state.pos = end;
      return true;
    }
    if (!silent) state.push('formula', '', 0).content = found.source;
    state.pos = found.end;
    return true;
  });
}

function formulaAt(state: StateInline): { source: string; end: number } | null {
  const { src, pos, posMax } = state;
  const isDouble = src.charCodeAt(pos + 1) === DOLLAR;
  const from = pos + (isDouble ? 2 : 1);
  if (!isDouble && !opens(src.charCodeAt(from))) return null;
  const kind = isDouble ? 'double' : 'single';
  const dead = deadIn(state);
  if (from >= dead[kind]) return null;
  for (let at = from; at < posMax; at++) {
    const unit = src.charCodeAt(at);
    if (unit === BACKSLASH) {
      at++;
      continue;
    }
    if (unit !== DOLLAR) continue;
    if (isDouble) {
      if (src.charCodeAt(at + 1) !== DOLLAR) continue;
      const source = src.slice(from, at).trim();
      return source === '' ? null : { source, end: at + 2 };
    }
    const next = src.charCodeAt(at + 1);
    if (next === DOLLAR) {
      at++;
      continue;
    }
    if (at === from || !opens(src.charCodeAt(at - 1)) || (next >= 0x30 && next <= 0x39)) continue;
    return { source: src.slice(from, at).replaceAll('\n', ' '), end: at + 1 };
  }
  dead[kind] = from;
  return null;
}

interface Dead {
  text: string;
  single: number;
  double: number;
}

// From where on nothing closes a `$`: so a text of many that open is not looked through again for each.
function deadIn({ src, env }: StateInline): Dead {
  const dead = env.dead as Dead | undefined;
  if (dead?.text === src) return dead;
  const fresh = { text: src, single: Number.POSITIVE_INFINITY, double: Number.POSITIVE_INFINITY };
  env.dead = fresh;
  return fresh;
}

function opens(unit: number): boolean {
  return !Number.isNaN(unit) && unit !== DOLLAR && !/\s/.test(String.fromCharCode(unit));
}

/** Whether `$source$` reads back as this formula, before anything but a digit. */
export function isInlineFormula(source: string): boolean {
  if (source === '' || /^\s|\s$|[\n\r]/.test(source)) return false;
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '$') return false;
    if (at >= source.length) return false;
  }
  return true;
}
