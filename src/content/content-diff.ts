import { DeltaBuilder } from '../ot/delta-builder.ts';
import type { Attributes, AttributeValue, Delta, Embed, Op } from '../ot/op.ts';
import { plainText, plainTextOf } from '../ot/plain-text.ts';
import { editScript } from './edit-script.ts';

/**
 * The operation that turns the document `base` into the document `target`, and changes no more than it must, so that
 * other editors keep their place. Leaves the last newline where it is, and splits no surrogate pair.
 */
export function diffContent(base: Delta, target: Delta): Delta {
  return diff(new Runs(base), new Runs(target), true);
}

/**
 * The operation that makes the text of `base` equal to `text`. Unchanged text keeps its formats, new text has none,
 * and an embed stays if `text` has its stand-in at the same place (`plainText`).
 */
export function diffText(base: Delta, text: string): Delta {
  return diff(new Runs(base), new Runs(textDocument(text)), false);
}

/** A document of this text: line ends become newlines, and the last line is ended. */
export function textDocument(text: string): Delta {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  return [{ insert: lines.endsWith('\n') ? lines : `${lines}\n` }];
}

function diff(base: Runs, target: Runs, formats: boolean): Delta {
  const delta = new DeltaBuilder();
  for (const { kind, length } of script(base.text, target.text)) {
    if (kind === 'delete') {
      base.take(length);
      delta.push({ delete: length });
    } else if (kind === 'insert') {
      insert(delta, target, length);
    } else {
      for (let left = length; left > 0; ) {
        const step = Math.min(left, base.runLength(), target.runLength());
        keep(delta, base.take(step), target.take(step), formats);
        left -= step;
      }
    }
  }
  return delta.finish();
}

// The search leaves out the last newline of both, so that an operation can only format it.
function script(base: string, target: string) {
  return [...editScript(base.slice(0, -1), target.slice(0, -1)), { kind: 'retain' as const, length: 1 }];
}

function insert(delta: DeltaBuilder, target: Runs, length: number): void {
  for (let left = length; left > 0; ) {
    const step = Math.min(left, target.runLength());
    delta.push(toInsert(target.take(step)));
    left -= step;
  }
}

function keep(delta: DeltaBuilder, before: Piece, after: Piece, formats: boolean): void {
  const { length } = before.text;
  if (!formats) {
    delta.push({ retain: length });
  } else if (JSON.stringify(before.embed) === JSON.stringify(after.embed)) {
    const attributes = changedAttributes(before.attributes, after.attributes);
    delta.push(attributes ? { retain: length, attributes } : { retain: length });
  } else {
    delta.push(toInsert(after));
    delta.push({ delete: length });
  }
}

function changedAttributes(before: Attributes = {}, after: Attributes = {}): Attributes | null {
  const changed: Record<string, AttributeValue> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) changed[key] = null;
  for (const [key, value] of Object.entries(after)) if (before[key] !== value) changed[key] = value;
  return Object.keys(changed).length > 0 ? changed : null;
}

function toInsert({ text, embed, attributes }: Piece): Op {
  return { insert: embed ?? text, ...(attributes && { attributes }) };
}

interface Piece {
  text: string;
  embed: Embed | undefined;
  attributes: Attributes | undefined;
}

/** A document as text, read from left to right in pieces of one run. */
class Runs {
  readonly text: string;
  readonly #ops: Delta;
  #op = 0;
  #used = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
    this.text = plainText(ops);
  }

  /** The rest of the run that the next unit is in. */
  runLength(): number {
    const op = this.#ops[this.#op];
    return op ? plainTextOf(op).length - this.#used : Number.POSITIVE_INFINITY;
  }

  /** The next `length` units; the piece belongs to the run of the first one. */
  take(length: number): Piece {
    const op = this.#ops[this.#op];
    if (!op || !('insert' in op)) throw new Error('Invariant broken: read past the end of a document');
    const text = plainTextOf(op).slice(this.#used, this.#used + length);
    this.#used += length;
    while (this.#op < this.#ops.length && this.runLength() <= 0) {
      this.#used -= plainTextOf(this.#ops[this.#op] as Op).length;
      this.#op++;
    }
    return { text, embed: typeof op.insert === 'string' ? undefined : op.insert, attributes: op.attributes };
  }
}
