/** The front matter of a text: its title, and the text after it. */
export interface FrontMatter {
  title: string | null;
  body: string;
  /** The lines of it that say something else. */
  others: number;
}

const BLOCK = /^\ufeff?---[ \t]*\n([\s\S]*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/** Parts a text from its front matter, if it begins with one: lines `key: value` between `---`. */
export function readFrontMatter(text: string): FrontMatter {
  const [whole, inner] = BLOCK.exec(text.slice(0, 65_536)) ?? [];
  if (whole === undefined || inner === undefined) return { title: null, body: text, others: 0 };
  const lines = inner.split('\n').filter((line) => line.trim() !== '');
  // Anything else is a divider, and text that is followed by another.
  if (
    !lines.every((line) => /^(?:[\w-]+\s*:(?:\s|$)|#|\s+\S|-(?:\s|$)|[}\]])/.test(line)) ||
    !/^[\w-]+\s*:/.test(lines[0] ?? 'x:')
  )
    return { title: null, body: text, others: 0 };
  const named = lines
    .map((line) => /^title\s*:\s*(.*)$/i.exec(line)?.[1])
    .find((value) => value !== undefined);
  const title = named === undefined ? null : unquoted(named.trim());
  return { title, body: text.slice(whole.length), others: lines.length - (named === undefined ? 0 : 1) };
}

function unquoted(value: string): string | null {
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
  if (double !== undefined) return double.replace(/\\(.)/g, '$1') || null;
  const single = /^'((?:[^']|'')*)'/.exec(value)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'") || null;
  return value.replace(/\s+#.*$/, '').trim() || null;
}
