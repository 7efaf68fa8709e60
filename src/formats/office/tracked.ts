import { documentLength } from '../../ot/lengths.ts';
import type { Attributes, Delta, Embed } from '../../ot/op.ts';
import type { Run } from '../blocks/lines.ts';
import type { ImportedSuggestion, ImportedThread, Origin } from '../imported.ts';
import type { Warnings } from '../warnings.ts';

/** A piece of a line between two places where something changes. */
export type Piece =
  | {
      readonly kind: 'run';
      readonly insert: string | Embed;
      readonly attributes: Attributes;
      readonly after: { readonly attributes: Attributes; readonly by: Origin } | null;
      readonly inserted: Origin | null;
      readonly deleted: Origin | null;
    }
  /** The end of a paragraph that was inserted. */
  | { readonly kind: 'end'; readonly attributes: Attributes; readonly by: Origin }
  | { readonly kind: 'comment-start' | 'comment-end'; readonly thread: number };

/** What was tracked of the end of a line. */
export interface TrackedEnd {
  readonly deleted: Origin | null;
  readonly after: { readonly attributes: Attributes; readonly by: Origin } | null;
}

interface Insertion {
  readonly by: Origin;
  readonly insert: string | Embed;
  readonly attributes: Attributes;
}

const NO_ATTRIBUTES: Attributes = Object.freeze({});
const UNTRACKED: TrackedEnd = { deleted: null, after: null };

/** The suggestions and threads of a document by the places in its text. Of two changes of one place the first stays. */
export class Tracked {
  readonly #origins: readonly Origin[];
  // For each unit, from 1: who deletes it, and which change of formats it has.
  readonly #deleted: Uint16Array;
  readonly #formatted: Uint32Array;
  readonly #formats: { by: Origin; attributes: Attributes }[] = [];
  readonly #insertions = new Map<number, Insertion[]>();
  readonly #marks = new Map<number, (Piece & { kind: 'comment-start' | 'comment-end' })[]>();
  readonly #warnings: Warnings;

  constructor(
    document: Delta,
    suggestions: readonly ImportedSuggestion[],
    threads: readonly ImportedThread[],
    warnings: Warnings,
  ) {
    const length = documentLength(document);
    this.#origins = suggestions;
    this.#warnings = warnings;
    this.#deleted = new Uint16Array(suggestions.length > 0 ? length : 0);
    this.#formatted = new Uint32Array(suggestions.length > 0 ? length : 0);
    for (const [number, suggestion] of suggestions.entries()) this.#take(suggestion, number + 1);
    for (const [thread, { index, length: units }] of threads.entries()) {
      const start = Math.min(index, length - 1);
      const end = Math.min(index + units, length - 1);
      this.#mark(start, { kind: 'comment-start', thread });
      this.#mark(end, { kind: 'comment-end', thread });
    }
  }

  /** The content of a line that begins at `from`, in pieces. */
  *pieces(runs: readonly Run[], from: number): Generator<Piece> {
    let at = from;
    for (const { insert, attributes = NO_ATTRIBUTES } of runs) {
      const length = typeof insert === 'string' ? insert.length : 1;
      const end = at + length;
      for (let begin = at; begin < end; ) {
        yield* this.#before(begin);
        let to = begin + 1;
        while (to < end && this.#goesOn(to)) to++;
        const part = typeof insert === 'string' ? insert.slice(begin - at, to - at) : insert;
        const { deleted, after } = this.#trackedAt(begin, attributes);
        yield { kind: 'run', insert: part, attributes, after, inserted: null, deleted };
        begin = to;
      }
      at = end;
    }
    yield* this.#before(at);
  }

  /** Whether something is tracked at this place, or stands there. */
  isChanged(index: number): boolean {
    const isTracked = (this.#deleted[index] ?? 0) + (this.#formatted[index] ?? 0) > 0;
    return isTracked || this.#insertions.has(index);
  }

  /** What is tracked of the end of a line. */
  endAt(index: number, attributes: Attributes): TrackedEnd {
    return this.#deleted.length === 0 ? UNTRACKED : this.#trackedAt(index, attributes);
  }

  #take({ delta, author, date }: ImportedSuggestion, number: number): void {
    const by = { author, date };
    let at = 0;
    for (const op of delta) {
      if ('insert' in op) {
        const list = this.#insertions.get(at) ?? [];
        list.push({ by, insert: op.insert, attributes: op.attributes ?? NO_ATTRIBUTES });
        this.#insertions.set(at, list);
        continue;
      }
      const length = 'delete' in op ? op.delete : op.retain;
      if ('delete' in op) this.#fill(this.#deleted, { from: at, to: at + length, value: number });
      else if (op.attributes !== undefined) {
        const value = this.#formats.push({ by, attributes: op.attributes });
        this.#fill(this.#formatted, { from: at, to: at + length, value });
      }
      at += length;
    }
  }

  #fill(into: Uint16Array | Uint32Array, { from, to, value }: Record<'from' | 'to' | 'value', number>): void {
    let isTaken = false;
    for (let at = from; at < to; at++) {
      if (into[at] === 0) into[at] = value;
      else isTaken = true;
    }
    if (isTaken) this.#warnings.add('tracked_changes');
  }

  #mark(index: number, mark: Piece & { kind: 'comment-start' | 'comment-end' }): void {
    const list = this.#marks.get(index) ?? [];
    list.push(mark);
    this.#marks.set(index, list);
  }

  *#before(index: number): Generator<Piece> {
    yield* this.#marks.get(index) ?? [];
    for (const { by, insert, attributes } of this.#insertions.get(index) ?? []) {
      const plain = { attributes, after: null, inserted: by, deleted: null };
      if (typeof insert !== 'string') {
        yield { kind: 'run', insert, ...plain };
        continue;
      }
      for (const [at, text] of insert.split('\n').entries()) {
        if (at > 0) yield { kind: 'end', attributes, by };
        if (text !== '') yield { kind: 'run', insert: text, ...plain };
      }
    }
  }

  #goesOn(at: number): boolean {
    return (
      this.#deleted[at] === this.#deleted[at - 1] &&
      this.#formatted[at] === this.#formatted[at - 1] &&
      !this.#insertions.has(at) &&
      !this.#marks.has(at)
    );
  }

  #trackedAt(index: number, attributes: Attributes): TrackedEnd {
    const deleter = this.#deleted[index] ?? 0;
    const format = this.#formats[(this.#formatted[index] ?? 0) - 1];
    if (deleter === 0 && format === undefined) return UNTRACKED;
    const deleted = this.#origins[deleter - 1] ?? null;
    if (format === undefined) return { deleted, after: null };
    const after: Attributes = { ...attributes };
    for (const [name, value] of Object.entries(format.attributes)) {
      // Word tracks neither links nor the places of cells.
      if (name === 'link' || name.startsWith('cell')) this.#warnings.add('tracked_changes');
      else if (value === null) delete after[name];
      else after[name] = value;
    }
    return { deleted, after: { attributes: after, by: format.by } };
  }
}
