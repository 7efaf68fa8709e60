import type { MarkdownIt } from 'markdown-it';

/** The footnotes of a text by their labels, as they stand in the source, and which of them are referred to. */
export interface NoteSources {
  texts: Map<string, string>;
  used: Set<string>;
}

const REFERENCE = /\[\^([^\]\s[]{1,200})\]/y;
const BEGINS_BLOCK = /^(?:[#>|`~\-+*=<]|\d+[.)]|\[\^)/;
const DEFINITION = /^\[\^([^\]\s[]{1,200})\]:[ \t]*/;

/** Teaches the parser `[^label]` and `[^label]: text`, whose further lines are indented. The text is not read yet. */
export function addFootnotes(parser: MarkdownIt): void {
  parser.block.ruler.before(
    'reference',
    'note',
    (state, start, end, silent) => {
      if ((state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
      const first = lineAt(state, start);
      const [prefix, label] = DEFINITION.exec(first) ?? [];
      if (prefix === undefined || label === undefined) return false;
      if (silent) return true;
      let next = start + 1;
      // Indented lines, also after empty ones; and lines that go on with the first paragraph without being indented.
      let inParagraph = true;
      for (let at = next; at < end; at++) {
        if (state.isEmpty(at)) {
          inParagraph = false;
          continue;
        }
        const isIndented = (state.sCount[at] ?? 0) - state.blkIndent >= 4;
        if (!isIndented && !(inParagraph && !BEGINS_BLOCK.test(lineAt(state, at)))) break;
        next = at + 1;
      }
      const rest = next > start + 1 ? `\n${state.getLines(start + 1, next, state.blkIndent + 4, false)}` : '';
      const notes = notesOf(state.env);
      const key = label.toLowerCase();
      if (!notes.texts.has(key)) notes.texts.set(key, first.slice(prefix.length) + rest);
      state.line = next;
      return true;
    },
    { alt: ['paragraph', 'reference'] },
  );
  parser.inline.ruler.before('link', 'note', (state, silent) => {
    REFERENCE.lastIndex = state.pos;
    const [text, label] = REFERENCE.exec(state.src) ?? [];
    if (text === undefined || label === undefined || state.pos + text.length > state.posMax) return false;
    const key = label.toLowerCase();
    const notes = notesOf(state.env);
    if (!notes.texts.has(key)) return false;
    if (!silent) {
      notes.used.add(key);
      state.push('note', '', 0).content = key;
    }
    state.pos += text.length;
    return true;
  });
}

/** The footnotes that the parser has found. */
export function notesOf(env: Record<string, unknown>): NoteSources {
  env.notes ??= { texts: new Map(), used: new Set() } satisfies NoteSources;
  return env.notes as NoteSources;
}

interface Lines {
  src: string;
  bMarks: number[];
  tShift: number[];
  eMarks: number[];
}

function lineAt({ src, bMarks, tShift, eMarks }: Lines, at: number): string {
  return src.slice((bMarks[at] ?? 0) + (tShift[at] ?? 0), eMarks[at]);
}
