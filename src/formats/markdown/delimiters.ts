import type { MarkdownIt, StateInline } from 'markdown-it';

type Delimiter = StateInline['delimiters'][number];

/** Marks of one kind of character: each length of a run of it is another pair. */
interface Pairs {
  character: string;
  /** The lengths that open and close, and the element that they mean. */
  lengths: readonly number[];
  tag: string;
}

/**
 * Teaches the parser a pair of delimiters, by the rules of emphasis: a run opens before a word and closes after one.
 * Runs of other lengths are text.
 */
export function addDelimiters(parser: MarkdownIt, { character, lengths, tag }: Pairs): void {
  const code = character.charCodeAt(0);
  // A run closes only one of its own length: the parser tells runs apart by this number.
  const markerOf = (length: number): number => code + 0x10000 * length;
  const markers = new Set(lengths.map(markerOf));
  parser.inline.ruler.push(tag, (state, silent) => {
    if (silent || state.src.charCodeAt(state.pos) !== code) return false;
    const { can_open, can_close, length } = state.scanDelims(state.pos, true);
    const token = state.push('text', '', 0);
    token.content = character.repeat(length);
    if (lengths.includes(length)) {
      const marker = markerOf(length);
      const at = state.tokens.length - 1;
      state.delimiters.push({ marker, length: 0, token: at, end: -1, open: can_open, close: can_close });
    }
    state.pos += length;
    return true;
  });
  parser.inline.ruler2.after('balance_pairs', tag, (state) => {
    close(state, state.delimiters, markers, tag);
    for (const meta of state.tokens_meta) if (meta?.delimiters) close(state, meta.delimiters, markers, tag);
  });
}

function close(state: StateInline, delimiters: Delimiter[], markers: ReadonlySet<number>, tag: string): void {
  for (const { marker, end, token } of delimiters) {
    if (end < 0 || !markers.has(marker)) continue;
    mark(state, token, `${tag}_open`, 1);
    mark(state, delimiters[end]?.token, `${tag}_close`, -1);
  }
}

function mark(state: StateInline, at: number | undefined, type: string, nesting: 1 | -1): void {
  const token = at === undefined ? undefined : state.tokens[at];
  if (token === undefined) return;
  token.type = type;
  token.nesting = nesting;
  token.content = '';
}
