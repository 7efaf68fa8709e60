import { DeltaBuilder } from '../ot/delta-builder.ts';
import type { Attributes, AttributeValue, Embed, Op, Ops } from '../ot/op.ts';
import { plainText, plainTextOf } from '../ot/plain-text.ts';
import { editScript } from './edit-script.ts';

/**
 * The operation that makes the document `target` of the document `base`, changing no more than it must: people who
 * edit keep their place. Leaves the last newline where it is, and cuts no surrogate pair in two.
 */
export function diffContent(base: Ops, target: Ops): Ops {
  return diff(new Runs(base), new Runs(target), true);
}

/**
 * The operation that makes the text of `base` be `text`. What stays keeps its formats, what comes has none, and an
 * embed stays where its place in `text` holds what stands for it (`plainText`).
 */
export function diffText(base: Ops, text: string): Ops {
  return diff(new Runs(base), new Runs(textDocument(text)), false);
}

/** A document of this text: line ends as newlines, the last line ended. */
export function textDocument(text: string): Ops {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  return [{ insert: lines.endsWith('\n') ? lines : `${lines}\n` }];
}

function diff(base: Runs, target: Runs, formats: boolean): Ops {
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

// The last newline of both stays out of the search, so that no operation touches it but to format it.
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
  readonly #ops: Ops;
  #op = 0;
  #used = 0;

  constructor(ops: Ops) {
    this.#ops = ops;
    this.text = plainText(ops);
  }

  /** What is left of the run that the next unit is in. */
  runLength(): number {
    const op = this.#ops[this.#op];
    return op ? plainTextOf(op).length - this.#used : Number.POSITIVE_INFINITY;
  }

  /** The next `length` units; the piece is of the run that the first is in. */
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
