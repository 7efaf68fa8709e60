import { composeFold } from '../ot/compose.ts';
import type { Delta } from '../ot/op.ts';
import { transformAfter } from '../ot/transform.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';
import type { Entry } from '../protocol/messages.ts';

/** The sender of an operation, so that a second copy of it is deduped. */
export interface Identity {
  client: string;
  seq: number;
}

/** The result of a rebase. */
export type Rebased =
  /** Submit it on `base`. */
  | { kind: 'carried'; base: number; delta: Delta }
  /** It is in the log already. */
  | { kind: 'duplicate'; version: number; delta: Delta }
  /** The client has written after the base that it names, so it cannot have written this on it. */
  | { kind: 'conflict'; version: number };

/**
 * Rebases an operation on an old version over the log since, in the same units as the Document's sequencer: each
 * frame is one unit, except for the frame that the base lies inside, of which each member is one. Whether the
 * operation fits the text at its base need not be known here: the log never touches the last newline or anything
 * beyond it, so an operation that did not fit before does not fit after, and the Document refuses it there.
 */
export class Rebase {
  #base: number;
  #delta: Delta;
  readonly #identity: Identity | null;
  #conflict: number | null = null;
  #duplicate: { version: number; delta: Delta } | null = null;

  constructor(base: number, delta: Delta, identity: Identity | null) {
    this.#base = base;
    this.#delta = delta;
    this.#identity = identity;
  }

  /** The version that the operation is on so far. */
  get base(): number {
    return this.#base;
  }

  /** Whether it was found in the log: nothing more must be read. */
  get isDuplicate(): boolean {
    return this.#duplicate !== null;
  }

  /**
   * Transforms it over the next frame that contains a version after `base`. Throws when versions are missing in
   * between.
   */
  over(frame: ArchivedFrame): void {
    if (frame.last <= this.#base) return;
    if (frame.first > this.#base + 1)
      throw new Error(`The versions ${this.#base + 1} to ${frame.first - 1} are missing`);
    const inside = this.#base + 1 - frame.first;
    const entries = inside === 0 ? frame.entries : frame.entries.slice(inside);
    this.#dedupe(entries);
    const deltas = entries.map(({ delta }) => delta);
    for (const unit of inside === 0 ? [composeFold(deltas)] : deltas)
      this.#delta = transformAfter(this.#delta, unit);
    this.#base = frame.last;
  }

  /** The result. */
  get outcome(): Rebased {
    if (this.#duplicate !== null) return { kind: 'duplicate', ...this.#duplicate };
    if (this.#conflict !== null) return { kind: 'conflict', version: this.#conflict };
    return { kind: 'carried', base: this.#base, delta: this.#delta };
  }

  #dedupe(entries: readonly Entry[]): void {
    const identity = this.#identity;
    if (identity === null) return;
    for (const [i, { client, seq, delta }] of entries.entries()) {
      if (client !== identity.client) continue;
      const version = this.#base + 1 + i;
      if (seq === identity.seq) this.#duplicate ??= { version, delta };
      else this.#conflict ??= version;
    }
  }
}
