import { normalise } from '../../../src/ot/canonical.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { isMark } from '../../../src/ot/marks.ts';
import type { Attributes, Delta, Op } from '../../../src/ot/op.ts';

const SUFFIX = '-line';

/** The name under which Quill holds a mark of a newline: a name in Quill belongs to text or to lines, never to both. */
export function lineMark(name: string): string {
  return `${name}${SUFFIX}`;
}

/** A change of the view as Quill takes it; `before` is what Quill holds. A delta without marks is returned as it is. */
export function splitMarks(delta: Delta, before: Delta): Delta {
  if (!delta.some((op) => namesOf(op).some(isMark))) return delta;
  const out: Op[] = [];
  const reader = new LineReader(before);
  for (const op of delta) {
    if ('insert' in op) out.push(...insertsOf(op));
    else if ('delete' in op || !namesOf(op).some(isMark)) {
      out.push(op);
      reader.skip(opLength(op));
    } else {
      for (const { length, isNewline } of reader.read(op.retain))
        out.push(isNewline ? ofLine({ ...op, retain: length }) : { ...op, retain: length });
    }
  }
  return out;
}

/** What Quill says, as a change of the view, or as the view. A delta without marks of lines is returned as it is. */
export function joinMarks(delta: Delta): Delta {
  if (!delta.some((op) => namesOf(op).some(isLineMark))) return delta;
  const joined = delta.map((op): Op => {
    if ('delete' in op || op.attributes === undefined || !namesOf(op).some(isLineMark)) return op;
    const attributes: Attributes = {};
    for (const [name, value] of Object.entries(op.attributes))
      attributes[isLineMark(name) ? name.slice(0, -SUFFIX.length) : name] = value;
    return { ...op, attributes };
  });
  return normalise(joined);
}

function insertsOf(op: Extract<Op, { insert: unknown }>): Op[] {
  if (typeof op.insert !== 'string' || !namesOf(op).some(isMark)) return [op];
  return op.insert
    .split(/(\n+)/)
    .filter((part) => part !== '')
    .map((insert) => (insert.startsWith('\n') ? ofLine({ ...op, insert }) : { ...op, insert }));
}

function ofLine<T extends Op & { attributes?: Attributes | undefined }>(op: T): T {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(op.attributes ?? {}))
    attributes[isMark(name) && !isLineMark(name) ? lineMark(name) : name] = value;
  return { ...op, attributes };
}

function namesOf(op: Op): string[] {
  return 'delete' in op || op.attributes === undefined ? [] : Object.keys(op.attributes);
}

function isLineMark(name: string): boolean {
  return isMark(name) && name.endsWith(SUFFIX);
}

// Reads a text from left to right as runs of newlines and runs without.
class LineReader {
  readonly #ops: Delta;
  #index = 0;
  #used = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
  }

  skip(length: number): void {
    for (let left = length; left > 0; left -= this.#advance(left));
  }

  *read(length: number): Generator<{ length: number; isNewline: boolean }> {
    for (let left = length; left > 0; ) {
      const op = this.#ops[this.#index];
      const text = op !== undefined && 'insert' in op && typeof op.insert === 'string' ? op.insert : null;
      const isNewline = text?.[this.#used] === '\n';
      const run = this.#advance(
        text === null ? left : Math.min(left, runLength(text, this.#used, isNewline)),
      );
      left -= run;
      yield { length: run, isNewline };
    }
  }

  // By at most `most`, within one op; beyond the text there is nothing to tell apart.
  #advance(most: number): number {
    const op = this.#ops[this.#index];
    if (op === undefined) return most;
    const length = Math.min(most, opLength(op) - this.#used);
    this.#used += length;
    if (this.#used >= opLength(op)) {
      this.#index++;
      this.#used = 0;
    }
    return length;
  }
}

function runLength(text: string, from: number, isNewline: boolean): number {
  if (!isNewline) {
    const end = text.indexOf('\n', from);
    return (end < 0 ? text.length : end) - from;
  }
  let end = from + 1;
  while (text[end] === '\n') end++;
  return end - from;
}
