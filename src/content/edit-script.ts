/** A step from one text to another: keep or delete that many units, or insert units of the new text. */
export type Edit = { kind: 'retain' | 'delete' | 'insert'; length: number };

// The search stops at this many differences and replaces the stretch as a whole; its cost is their square.
const MAX_DIFFERENCES = 500;

/**
 * The steps from `a` to `b`, cheap rather than minimal: the common beginning and end are set aside, the rest is
 * compared by lines, and lines that differ by words. No step splits a surrogate pair. The cost is bounded: texts with
 * little in common are replaced, not compared.
 */
export function editScript(a: string, b: string): Edit[] {
  const script: Edit[] = [];
  compare(a, b, [splitLines, splitWords], script);
  return script;
}

type Split = (text: string) => string[];

function compare(a: string, b: string, splits: readonly Split[], script: Edit[]): void {
  const prefix = commonPrefix(a, b);
  const suffix = commonSuffix(a, b, prefix);
  const middleA = a.slice(prefix, a.length - suffix);
  const middleB = b.slice(prefix, b.length - suffix);
  push(script, 'retain', prefix);
  const [split, ...finer] = splits;
  if (middleA === '' || middleB === '' || split === undefined) replace(middleA, middleB, script);
  else compareTokens(split(middleA), split(middleB), finer, script);
  push(script, 'retain', suffix);
}

function compareTokens(a: string[], b: string[], finer: readonly Split[], script: Edit[]): void {
  const matches = longestMatches(a, b);
  let ai = 0;
  let bi = 0;
  for (const [matchA, matchB] of [...(matches ?? []), [a.length, b.length] as const]) {
    const goneA = a.slice(ai, matchA).join('');
    const newB = b.slice(bi, matchB).join('');
    // Nothing matched: a finer comparison would cost the same again for every stretch, and find noise.
    if (goneA !== '' || newB !== '') compare(goneA, newB, matches === null ? [] : finer, script);
    if (matchA < a.length) push(script, 'retain', (a[matchA] as string).length);
    ai = matchA + 1;
    bi = matchB + 1;
  }
}

// Myers' greedy O(ND) search; the pairs of equal tokens on a shortest path, or null past MAX_DIFFERENCES.
function longestMatches(a: string[], b: string[]): [number, number][] | null {
  const limit = Math.min(a.length + b.length, MAX_DIFFERENCES);
  const offset = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= limit; d++) {
    trace.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(furthest, offset + k - 1) < at(furthest, offset + k + 1));
      let x = down ? at(furthest, offset + k + 1) : at(furthest, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return null;
}

// trace[d] holds diagonals -d-1 to d+1 as they were before round d.
function walkBack(trace: readonly Int32Array[], endX: number, endY: number): [number, number][] {
  const matches: [number, number][] = [];
  let x = endX;
  let y = endY;
  for (let d = trace.length - 1; d >= 0; d--) {
    const before = trace[d] as Int32Array;
    const k = x - y;
    const down = k === -d || (k !== d && at(before, k - 1 + d + 1) < at(before, k + 1 + d + 1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : at(before, previousK + d + 1);
    const previousY = d === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY) matches.push([--x, --y]);
    x = previousX;
    y = previousY;
  }
  return matches.reverse();
}

function at(array: Int32Array, index: number): number {
  return array[index] as number;
}

function replace(a: string, b: string, script: Edit[]): void {
  push(script, 'delete', a.length);
  push(script, 'insert', b.length);
}

function push(script: Edit[], kind: Edit['kind'], length: number): void {
  if (length === 0) return;
  const last = script.at(-1);
  if (last?.kind === kind) last.length += length;
  else script.push({ kind, length });
}

function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length > 0 && isHighSurrogate(a.charCodeAt(length - 1)) ? length - 1 : length;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const limit = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < limit && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length++;
  return length > 0 && isLowSurrogate(a.charCodeAt(a.length - length)) ? length - 1 : length;
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}_]+|\s+|./gsu) ?? [];
}
