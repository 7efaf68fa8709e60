/** The beginning of a mention that ends at the caret: where its `@` is, and what is typed after it. Null for none. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | null {
  const match = /(?:^|[\s(])@([^\s@][^@\n]{0,40})?$/u.exec(text.slice(0, caret));
  if (match === null) return null;
  const query = match[1] ?? '';
  return { from: caret - query.length - 1, query };
}

/** Those whose name, or a word of it, begins with `query`. */
export function matching<T extends { name: string }>(all: readonly T[], query: string): T[] {
  const wanted = query.toLocaleLowerCase();
  return all.filter(({ name }) => {
    const known = name.toLocaleLowerCase();
    return known.startsWith(wanted) || startsOfWords(known).some((at) => known.startsWith(wanted, at));
  });
}

function startsOfWords(name: string): number[] {
  return Array.from(name.matchAll(/(?<=\s)\S/g), ({ index }) => index);
}
