import { OBJECT_REPLACEMENT } from '../../../src/ot/formats.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { DELETED, FORMATTED, INSERTED } from '../../../src/ot/marks.ts';
import type { Attributes, AttributeValue, Delta, Op } from '../../../src/ot/op.ts';
import type { ShownHunk } from './shown-suggestion.ts';

interface Run {
  start: number;
  end: number;
  inserted: string;
  deleted: string;
}

/**
 * The hunks of each open suggestion as the view shows them, by its id, from left to right. `layers` are the suggestions
 * on the shown text, `over` what they add to that, `view` the text with it. One walk: a document may have 500 of them.
 */
export function shownHunks(
  layers: readonly { id: string; delta: Delta }[],
  over: Delta,
  view: Delta,
): Map<string, readonly ShownHunk[]> {
  const runs = runsIn(over, new TextReader(view));
  return new Map(
    layers.map(({ id, delta }) => {
      const formats = formatsOf(delta);
      const hunks = (runs.get(id) ?? []).map(({ start, end, deleted, inserted }, number) => ({
        number,
        range: { index: start, length: end - start },
        deleted,
        inserted,
        formats: formats[number] ?? null,
      }));
      return [id, hunks];
    }),
  );
}

// Letters of other suggestions at the same place do not part a hunk; text that stays as it is does.
function runsIn(over: Delta, text: TextReader): Map<string, Run[]> {
  const all = new Map<string, Run[]>();
  let open = new Map<string, Run>();
  let position = 0;
  for (const op of over) {
    const end = position + opLength(op);
    const marks = 'delete' in op ? undefined : op.attributes;
    const kept = 'insert' in op ? open : new Map<string, Run>();
    const runOf = (id: string): Run => {
      const run = kept.get(id) ?? open.get(id) ?? begin(all, id, position);
      run.end = end;
      kept.set(id, run);
      return run;
    };
    if ('insert' in op) {
      for (const id of idsIn(marks?.[INSERTED]))
        runOf(id).inserted += typeof op.insert === 'string' ? op.insert : OBJECT_REPLACEMENT;
    } else {
      for (const id of idsIn(marks?.[DELETED])) runOf(id).deleted += text.slice(position, end);
      for (const id of idsIn(marks?.[FORMATTED])) runOf(id);
    }
    open = kept;
    position = end;
  }
  return all;
}

function begin(all: Map<string, Run[]>, id: string, position: number): Run {
  const run = { start: position, end: position, inserted: '', deleted: '' };
  const runs = all.get(id);
  if (runs === undefined) all.set(id, [run]);
  else runs.push(run);
  return run;
}

function idsIn(mark: AttributeValue | undefined): readonly string[] {
  if (typeof mark !== 'string') return [];
  return mark.includes(' ') ? mark.split(' ') : [mark];
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

// Reads stretches of a text, none of which begins before the one read last.
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
        text += letters.slice(Math.max(0, from - this.#start), to - this.#start);
      }
      if (end >= to) return text;
      this.#index++;
      this.#start = end;
    }
  }
}
