import { readMarkdown } from '../formats/markdown/read.ts';
import { writeMarkdown } from '../formats/markdown/write.ts';
import { HIGHLIGHT } from '../formats/vocabulary.ts';
import type { Warning } from '../formats/warnings.ts';
import { compose } from '../ot/compose.ts';
import { DeltaBuilder } from '../ot/delta-builder.ts';
import { opLength } from '../ot/lengths.ts';
import type { Attributes, Delta, Op } from '../ot/op.ts';
import { plainText } from '../ot/plain-text.ts';
import { transformAfter, transformBefore } from '../ot/transform.ts';
import { diffContent } from './content-diff.ts';
import { withIdsOf } from './table-ids.ts';
import { tidied } from './tidied.ts';
import { unsaidOf } from './unsaid.ts';

/** A change of a document, and what of its source could not be kept. */
export interface WrittenBack {
  delta: Delta;
  warnings: readonly Warning[];
}

/**
 * The change that an author made who read `base` as Markdown and wrote `markdown`. What Markdown cannot say, such as
 * colours and alignment, stays on all text that was not changed: the change is found between two texts that Markdown
 * can say, and carried to the document. Throws `Unreadable`.
 */
export function writeBack(base: Delta, markdown: string, docId: string): WrittenBack {
  const said = withIdsOf(readMarkdown(writeMarkdown(base).markdown, { docId }).document, base);
  const { document, warnings } = readMarkdown(markdown, { docId });
  const change = diffContent(said, withIdsOf(document, said));
  if (change.length === 0) return { delta: [], warnings };
  const tidy = tidied(base, said, change);
  const carried = inColour(carry(change, unsaidOf(said, tidy), said), tidy);
  return { delta: compose(diffContent(base, tidy), carried), warnings };
}

/**
 * A change of `said` as one of the text that `unsaid` makes of it. What the author set wins over what is unsaid. Where
 * both insert, a word stays beside the words that it was written beside: what begins a line comes after an unsaid line.
 */
function carry(change: Delta, unsaid: Delta, said: Delta): Delta {
  const { starts, others } = parted(change, plainText(said));
  const first = transformBefore(others, unsaid);
  const second = transformAfter(transformAfter(starts, others), transformAfter(unsaid, others));
  return compose(first, second);
}

// The inserts that begin a line, and everything else. There, what is inserted comes after what it replaces, so that it
// is not parted from it; that is no canonical form.
function parted(change: Delta, text: string): { starts: Delta; others: Delta } {
  const starts = new DeltaBuilder();
  const others: Op[] = [];
  let position = 0;
  let inserts: Insert[] = [];
  const settle = (next: Op | undefined): void => {
    const last = inserts.at(-1);
    if (last === undefined) return;
    if (next !== undefined && 'delete' in next) others.push(next, ...inserts);
    else if ((position === 0 || text[position - 1] === '\n') && !endsLine(last))
      for (const op of inserts) starts.push(op);
    else for (const op of inserts) others.push(op);
    inserts = [];
  };
  for (const op of change) {
    if ('insert' in op) {
      inserts.push(op);
      continue;
    }
    const replaces = inserts.length > 0 && 'delete' in op;
    settle(op);
    if (!replaces) others.push(op);
    starts.retain(opLength(op), undefined);
    position += opLength(op);
  }
  settle(undefined);
  return { starts: starts.finish(), others };
}

type Insert = Extract<Op, { insert: unknown }>;

function endsLine({ insert }: Insert): boolean {
  return typeof insert === 'string' && insert.endsWith('\n');
}

/**
 * The change with the colours of the text around what it inserts: of the text that it replaces, or of both neighbours
 * where they have the same.
 */
function inColour(change: Delta, base: Delta): Delta {
  const marks = new MarksAt(base);
  const built = new DeltaBuilder();
  let position = 0;
  for (const [at, op] of change.entries()) {
    if (!('insert' in op)) {
      built.push(op);
      position += opLength(op);
      continue;
    }
    const next = change[at + 1];
    const replaces = next !== undefined && 'delete' in next;
    const right = marks.at(position);
    const left = position > 0 ? marks.at(position - 1) : {};
    const colours = replaces ? right : common(left, right);
    if (typeof op.insert === 'string')
      for (const part of op.insert.split(/(\n)/)) built.push(coloured({ ...op, insert: part }, colours));
    else built.push(op);
  }
  return built.finish();
}

function coloured(op: Op & { insert: unknown }, colours: Attributes): Op {
  if (op.insert === '\n' || Object.keys(colours).length === 0) return op as Op;
  return { ...op, attributes: { ...colours, ...('attributes' in op ? op.attributes : {}) } } as Op;
}

function common(left: Attributes, right: Attributes): Attributes {
  return Object.fromEntries(Object.entries(left).filter(([name, value]) => right[name] === value));
}

/** The colours of a document by position; positions may only grow, but for one step back. */
class MarksAt {
  readonly #ops: Delta;
  #index = 0;
  #start = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
  }

  at(position: number): Attributes {
    while (position < this.#start && this.#index > 0) {
      this.#index--;
      this.#start -= opLength(this.#ops[this.#index] as Op);
    }
    for (let op = this.#ops[this.#index]; op !== undefined; op = this.#ops[this.#index]) {
      const length = opLength(op);
      if (position < this.#start + length) return 'insert' in op ? coloursOf(op, position - this.#start) : {};
      this.#start += length;
      this.#index++;
    }
    return {};
  }
}

function coloursOf(op: Op & { insert: unknown }, offset: number): Attributes {
  if (typeof op.insert === 'string' && op.insert[offset] === '\n') return {};
  const { color, background } = ('attributes' in op ? op.attributes : undefined) ?? {};
  return {
    ...(color !== undefined && { color }),
    ...(background !== undefined && background !== HIGHLIGHT && { background }),
  };
}
