import { must } from '../../src/base/assert.ts';
import { compose, composeRun } from '../../src/ot/compose.ts';
import { invert } from '../../src/ot/invert.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta } from '../../src/ot/op.ts';

/** One operation of the log. */
export interface LoggedOp {
  version: number;
  userId: string;
  /** Of an accepted suggestion: who accepted it. */
  acceptedBy?: string;
  /** When it was committed, ISO 8601. */
  at: string;
  delta: Delta;
}

/** A load under way. A cancelled one rejects, or never settles. */
export interface Load<T> {
  done: Promise<T>;
  cancel(): void;
}

/** How much a LogWindow may hold. */
export interface WindowLimits {
  /** The number of operations. */
  ops: number;
  /** Versions between two keyframes. */
  keyframeEvery: number;
  /** UTF-16 units in all keyframes together; never fewer keyframes than two. */
  keyframeUnits: number;
}

/** The default limits: a few megabytes, a few seconds of fast playback. */
export const WINDOW_LIMITS: WindowLimits = { ops: 12_000, keyframeEvery: 500, keyframeUnits: 4_000_000 };

interface Keyframe {
  version: number;
  document: Delta;
  length: number;
}

/**
 * A part of a document's past: the text at its first version, the operations after it, and texts in between, so that
 * each version is at most a few hundred operations from one. Old versions are dropped, so its size is bounded.
 */
export class LogWindow {
  readonly #limits: WindowLimits;
  #ops: LoggedOp[] = [];
  // In ascending order; the first is at the window's first version.
  #keyframes: Keyframe[];

  constructor(version: number, document: Delta, limits: WindowLimits = WINDOW_LIMITS) {
    this.#limits = limits;
    this.#keyframes = [keyframe(version, document)];
  }

  /** Its first version. */
  get from(): number {
    return must(this.#keyframes[0]).version;
  }

  /** Its last version. */
  get to(): number {
    return this.from + this.#ops.length;
  }

  /** How much it holds now. */
  get size(): { ops: number; keyframes: number; keyframeUnits: number } {
    return {
      ops: this.#ops.length,
      keyframes: this.#keyframes.length,
      keyframeUnits: this.#keyframes.reduce((sum, { length }) => sum + length, 0),
    };
  }

  /** Whether it reaches `version`. */
  has(version: number): boolean {
    return version >= this.from && version <= this.to;
  }

  /** The operation that made `version`; null when it is not here, and for the first version. */
  op(version: number): LoggedOp | null {
    return this.#ops[version - this.from - 1] ?? null;
  }

  /**
   * Appends operations. To make room it drops the oldest versions before `keep`; when there is still none, it drops the
   * rest of `ops`. Skips operations that it holds already. Throws when versions are missing in between.
   */
  append(ops: readonly LoggedOp[], keep: number): void {
    for (const op of ops) {
      const { to } = this;
      if (op.version <= to) continue;
      if (op.version !== to + 1) throw new Error(`The versions ${to + 1} to ${op.version - 1} are missing`);
      if (this.#ops.length >= this.#limits.ops) this.#letGo(keep);
      if (this.#ops.length >= this.#limits.ops) return;
      this.#ops.push(op);
      if (op.version - must(this.#keyframes.at(-1)).version >= this.#limits.keyframeEvery) {
        this.#keyframes.push(keyframe(op.version, this.document(op.version)));
        this.#thinOut();
      }
    }
  }

  /** The text at `version`, which must be here. */
  document(version: number): Delta {
    const { version: base, document } = must(this.#keyframes.findLast((key) => key.version <= version));
    return base === version ? document : compose(document, this.#between(base, version));
  }

  /** The change that takes the text at `from` to the text at `to`, forwards or backwards; both must be here. */
  change(from: number, to: number): Delta {
    return from <= to ? this.#between(from, to) : invert(this.#between(to, from), this.document(to));
  }

  #between(from: number, to: number): Delta {
    const ops = this.#ops.slice(from - this.from, to - this.from);
    return composeRun(ops.map(({ delta }) => delta));
  }

  // It drops a quarter at once, as far as `keep` allows, because each drop copies the whole array.
  #letGo(keep: number): void {
    const first = Math.min(keep, this.to - Math.ceil(this.#limits.ops * 0.75));
    if (first <= this.from) return;
    const document = this.document(first);
    this.#ops = this.#ops.slice(first - this.from);
    this.#keyframes = [
      keyframe(first, document),
      ...this.#keyframes.filter(({ version }) => version > first),
    ];
  }

  // Drops every other keyframe, except the first, which the window begins with, and the last, from which it grows.
  #thinOut(): void {
    while (this.#keyframes.length > 2 && this.size.keyframeUnits > this.#limits.keyframeUnits) {
      const last = this.#keyframes.length - 1;
      this.#keyframes = this.#keyframes.filter((_, i) => i === 0 || i === last || (last > 2 && i % 2 === 0));
    }
  }
}

function keyframe(version: number, document: Delta): Keyframe {
  return { version, document, length: documentLength(document) };
}
