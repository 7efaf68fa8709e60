import { OBJECT_REPLACEMENT } from '../../../src/ot/formats.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { DELETED, FORMATTED, INSERTED, namesId } from '../../../src/ot/marks.ts';
import type { Attributes, Delta, Op } from '../../../src/ot/op.ts';
import type { ShownHunk } from './shown-suggestion.ts';

interface Run {
  start: number;
  end: number;
  inserted: string;
  /** The stretches of the view that it deletes, from left to right. */
  deleted: { from: number; to: number }[];
}

/**
 * The hunks of suggestion `id` as the view shows them, from left to right. `delta` is the suggestion on the shown text,
 * `over` what all layers add to that, `view` the text with it.
 */
export function shownHunks(id: string, delta: Delta, over: Delta, view: Delta): ShownHunk[] {
  const formats = formatsOf(delta);
  const text = new TextReader(view);
  return runsIn(over, id).map((run, number) => ({
    number,
    range: { index: run.start, length: run.end - run.start },
    deleted: run.deleted.map(({ from, to }) => text.slice(from, to)).join(''),
    inserted: run.inserted,
    formats: formats[number] ?? null,
  }));
}

// Letters of other suggestions at the same place do not part a hunk; text that stays as it is does.
function runsIn(over: Delta, id: string): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  let position = 0;
  for (const op of over) {
    const length = opLength(op);
    const marks = 'delete' in op ? undefined : op.attributes;
    const isOwn =
      'insert' in op
        ? marks?.[INSERTED] === id
        : namesId(marks?.[DELETED], id) || namesId(marks?.[FORMATTED], id);
    if (isOwn) {
      if (open === null) {
        open = { start: position, end: position, inserted: '', deleted: [] };
        runs.push(open);
      }
      open.end = position + length;
      if ('insert' in op) open.inserted += typeof op.insert === 'string' ? op.insert : OBJECT_REPLACEMENT;
      else if (namesId(marks?.[DELETED], id)) open.deleted.push({ from: position, to: position + length });
    } else if (!('insert' in op)) open = null;
    position += length;
  }
  return runs;
}

// For each hunk of a delta the formats that it sets on text that stays; null for none.
function formatsOf(delta: Delta): (Attributes | null)[] {
  const all: (Attributes | null)[] = [];
  let isOpen = false;
  for (const op of delta) {
    const changes = !('retain' in op) || op.attributes !== undefined;
    if (changes && !isOpen) all.push(null);
    if (changes && 'retain' in op) all[all.length - 1] = { ...all[all.length - 1], ...op.attributes };
    isOpen = changes;
  }
  return all;
}

// Reads stretches of a text from left to right.
class TextReader {
  readonly #ops: Delta;
  #index = 0;
  #start = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
  }

  slice(from: number, to: number): string {
    let text = '';
    for (;;) {
      const op: Op | undefined = this.#ops[this.#index];
      if (op === undefined) return text;
      const end = this.#start + opLength(op);
      if (end > from) {
        const letters = 'insert' in op && typeof op.insert === 'string' ? op.insert : OBJECT_REPLACEMENT;
        text += letters.slice(Math.max(0, from - this.#start), Math.max(0, to - this.#start));
      }
      if (end >= to) return text;
      this.#index++;
      this.#start = end;
    }
  }
}
