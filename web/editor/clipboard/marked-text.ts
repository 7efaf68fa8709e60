/** A part of a plain text: Markdown that a reader of it has to read, or lines as they are. */
export interface TextPart {
  isMarked: boolean;
  text: string;
}

/**
 * Plain text in parts. Only what cannot be meant otherwise is Markdown: the rows of a table from its head and the line
 * below that on, and what stands between fences. A star, a hash or a dash may be just that.
 */
export function textParts(text: string): TextPart[] {
  const lines = text.split('\n');
  const parts: TextPart[] = [];
  const unclosed = new Set<string>();
  let plain: string[] = [];
  const take = (isMarked: boolean, taken: readonly string[]): void => {
    if (taken.length > 0) parts.push({ isMarked, text: taken.join('\n') });
  };
  for (let at = 0; at < lines.length; ) {
    const length = tableLength(lines, at) || fenceLength(lines, at, unclosed);
    if (length === 0) {
      plain.push(lines[at++] as string);
      continue;
    }
    take(false, plain);
    plain = [];
    take(true, lines.slice(at, at + length));
    at += length;
  }
  take(false, plain);
  return parts;
}

function tableLength(lines: readonly string[], at: number): number {
  const head = cellCount(lines[at] ?? '');
  const rule = lines[at + 1] ?? '';
  // A dash and a space would begin an item of a list.
  const isRule = /^\s{0,3}\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/.test(rule) && !/^\s*-\s/.test(rule);
  if (head < 2 || !isRule || cellCount(rule) !== head) return 0;
  let end = at + 2;
  while (end < lines.length && cellCount(lines[end] as string) > 1) end++;
  return end - at;
}

function cellCount(line: string): number {
  const inner = line.trim().replace(/^\||(?<!\\)\|$/g, '');
  return inner === '' || !line.includes('|') ? 0 : inner.split(/(?<!\\)\|/).length;
}

// A fence that nothing closes is looked for once: many of them are no work.
function fenceLength(lines: readonly string[], at: number, unclosed: Set<string>): number {
  const fence = /^(`{3,}|~{3,})[^`]*$/.exec(lines[at] ?? '')?.[1];
  if (fence === undefined || unclosed.has(fence)) return 0;
  const closing = new RegExp(`^${fence[0]}{${fence.length},}\\s*$`);
  for (let end = at + 1; end < lines.length; end++)
    if (closing.test(lines[end] as string)) return end + 1 - at;
  unclosed.add(fence);
  return 0;
}
