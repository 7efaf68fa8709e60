import { opLength } from './lengths.ts';
import type { Attributes, Delta } from './op.ts';

/** A piece of a text with further data. */
export interface Run {
  /** Units of the current text; 0 for a deleted piece that is still remembered. */
  readonly length: number;
}

/** How operations change runs. */
export interface Edits<R extends Run> {
  /** Splits a run that is longer than `at`. */
  split(run: R, at: number): [R, R];
  /** The run of an operation's insertion. */
  insert(content: Extract<Delta[number], { insert: unknown }>): R;
  /** Merges `run`, newly to the right of `left`, into it; null keeps them apart. */
  join(left: R, run: R): R | null;
  /** The remains of a deleted run: null for nothing, or a run of length 0. */
  remove(run: R): R | null;
  format(run: R, attributes: Attributes): R;
}

interface Chunk<R> {
  runs: R[];
  length: number;
}

interface Place {
  chunk: number;
  run: number;
}

// Small enough that moving a chunk's runs is cheap, large enough that there are few chunks to pass.
const CHUNK_RUNS = 256;

/**
 * The runs of a text, transformed by its operations one by one. A sequence in chunks: an operation costs the runs that
 * it touches and the chunks before them, so hundreds of thousands of operations on a long text take about a second.
 * Deleted runs stay behind an insertion at their place, as in a delta.
 */
export class RunList<R extends Run> {
  readonly #edits: Edits<R>;
  readonly #chunks: Chunk<R>[] = [];

  constructor(runs: Iterable<R>, edits: Edits<R>) {
    this.#edits = edits;
    let chunk: Chunk<R> = { runs: [], length: 0 };
    this.#chunks.push(chunk);
    for (const run of runs) {
      if (chunk.runs.length === CHUNK_RUNS / 2) {
        chunk = { runs: [], length: 0 };
        this.#chunks.push(chunk);
      }
      chunk.runs.push(run);
      chunk.length += run.length;
    }
  }

  /** All runs, in the order of the text. */
  *[Symbol.iterator](): Iterator<R> {
    for (const { runs } of this.#chunks) yield* runs;
  }

  /** Applies one operation to the runs. Throws when it reaches beyond the text. */
  apply(ops: Delta): void {
    const place: Place = { chunk: 0, run: 0 };
    for (const op of ops) {
      if ('insert' in op) this.#insert(place, this.#edits.insert(op));
      else if ('delete' in op) this.#change(place, op.delete, (run) => this.#edits.remove(run));
      else {
        const { attributes } = op;
        if (attributes === undefined) this.#pass(place, opLength(op));
        else this.#change(place, op.retain, (run) => this.#edits.format(run, attributes));
      }
    }
  }

  // Stops right after the last passed unit: before what was deleted there.
  #pass(place: Place, length: number): void {
    for (let left = length; left > 0; ) {
      const chunk = this.#chunkAt(place);
      if (place.run === 0 && chunk.length < left) {
        left -= chunk.length;
        place.run = chunk.runs.length;
        continue;
      }
      const run = chunk.runs[place.run] as R;
      if (run.length > left) this.#cut(place, left);
      left -= Math.min(left, run.length);
      place.run++;
    }
  }

  #insert(place: Place, run: R): void {
    const left = this.#leftOf(place);
    const joined = left === null ? null : this.#edits.join(left.run, run);
    if (left !== null && joined !== null) {
      left.chunk.runs[left.index] = joined;
      left.chunk.length += run.length;
      return;
    }
    const chunk = this.#chunks[place.chunk] as Chunk<R>;
    chunk.runs.splice(place.run, 0, run);
    chunk.length += run.length;
    place.run++;
    this.#divide(place);
  }

  #change(place: Place, length: number, change: (run: R) => R | null): void {
    for (let left = length; left > 0; ) {
      const chunk = this.#chunkAt(place);
      const run = chunk.runs[place.run] as R;
      if (run.length === 0) {
        place.run++;
        continue;
      }
      if (run.length > left) {
        this.#cut(place, left);
        continue;
      }
      left -= run.length;
      const changed = change(run);
      chunk.length += (changed?.length ?? 0) - run.length;
      if (changed === null) chunk.runs.splice(place.run, 1);
      else chunk.runs[place.run++] = changed;
    }
  }

  // Splits the run at `place` in two; the first has `at` units.
  #cut(place: Place, at: number): void {
    const { runs } = this.#chunks[place.chunk] as Chunk<R>;
    runs.splice(place.run, 1, ...this.#edits.split(runs[place.run] as R, at));
    this.#divide(place);
  }

  #divide(place: Place): void {
    const chunk = this.#chunks[place.chunk] as Chunk<R>;
    if (chunk.runs.length <= CHUNK_RUNS) return;
    const runs = chunk.runs.splice(CHUNK_RUNS / 2);
    const length = runs.reduce((sum, run) => sum + run.length, 0);
    chunk.length -= length;
    this.#chunks.splice(place.chunk + 1, 0, { runs, length });
    if (place.run >= chunk.runs.length) {
      place.run -= chunk.runs.length;
      place.chunk++;
    }
  }

  // The chunk of the next run, past exhausted ones; removes an empty chunk.
  #chunkAt(place: Place): Chunk<R> {
    for (;;) {
      const chunk = this.#chunks[place.chunk];
      if (chunk === undefined) throw new Error('The operation reaches beyond the text');
      if (place.run < chunk.runs.length) return chunk;
      if (chunk.runs.length === 0 && this.#chunks.length > 1) this.#chunks.splice(place.chunk, 1);
      else place.chunk++;
      place.run = 0;
    }
  }

  #leftOf({ chunk: at, run: index }: Place): { chunk: Chunk<R>; index: number; run: R } | null {
    for (let i = at; i >= 0; i--) {
      const chunk = this.#chunks[i] as Chunk<R>;
      const last = (i === at ? index : chunk.runs.length) - 1;
      const run = chunk.runs[last];
      if (run !== undefined) return { chunk, index: last, run };
    }
    return null;
  }
}
