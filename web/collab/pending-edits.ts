import { compose, composeFold } from '../../src/ot/compose.ts';
import { cut } from '../../src/ot/cut.ts';
import { invert } from '../../src/ot/invert.ts';
import type { Delta, Range } from '../../src/ot/op.ts';
import { transformRange } from '../../src/ot/position.ts';
import { transformPair } from '../../src/ot/transform.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import type { ComposedRun, Entry } from '../../src/protocol/messages.ts';

/** An operation that was sent, or is about to be, and is not acknowledged. */
export interface Inflight {
  seq: number;
  delta: Delta;
}

/**
 * One unit of a received frame: a change of other clients, the acknowledgement of the own operation, or an operation of
 * this very client that is unknown here, because its tab died before it could record what it had sent.
 */
export type Part =
  | { kind: 'own' }
  | { kind: 'remote'; delta: Delta }
  | { kind: 'beyond'; seq: number; delta: Delta };

/** What a frame does to the edits. Nothing changes before `take`, which cannot fail. */
export interface Received {
  /** The change to the editor, as one delta; null for none. */
  shown: Delta | null;
  /** The recorded edits that may be in the log under another seq: their author decides. */
  unsure: readonly Delta[];
  /** The unacknowledged operations after `take` (`unsent`). */
  unsent: readonly Delta[];
  take(): void;
}

/**
 * The user's edits that the server has not acknowledged: up to one operation in flight, and the rest composed. Pure
 * (docs/protocol.md, Receiving `ops`).
 */
export class PendingEdits {
  readonly client: string;
  seq: number;
  inflight: Inflight | null;
  pending: Delta | null;
  /** How many of the user's changes are in `inflight` and in `pending`. */
  #inflightEdits = 0;
  #pendingEdits = 0;

  constructor(client: string, seq = 0, inflight: Inflight | null = null, pending: Delta | null = null) {
    this.client = client;
    this.seq = seq;
    this.inflight = inflight;
    this.pending = pending;
    this.#inflightEdits = inflight === null ? 0 : 1;
    this.#pendingEdits = pending === null ? 0 : 1;
  }

  /** How many of the user's changes are unacknowledged. */
  get edits(): number {
    return this.#inflightEdits + this.#pendingEdits;
  }

  /** Whether everything is acknowledged. */
  get empty(): boolean {
    return this.inflight === null && this.pending === null;
  }

  /** The unacknowledged operations: each on the text after those before it, the first on the received text. */
  get unsent(): readonly Delta[] {
    return listed(this.inflight, this.pending);
  }

  /** A change by the user, to what the editor shows. */
  edit(delta: Delta): void {
    this.pending = this.pending === null ? delta : compose(this.pending, delta);
    this.#pendingEdits++;
  }

  /**
   * Moves the pending edits in flight, cut to the limits. Returns the operation; null when there is nothing to send.
   */
  take(): Inflight | null {
    if (this.inflight !== null || this.pending === null) return null;
    const { first, rest } = cut(this.pending, LIMITS.opMembers, LIMITS.opBytes);
    this.inflight = { seq: ++this.seq, delta: first };
    this.pending = rest;
    if (rest === null) {
      this.#inflightEdits = this.#pendingEdits;
      this.#pendingEdits = 0;
    } else this.#inflightEdits = 0;
    return this.inflight;
  }

  /** A frame's entries as units: those before the own operation, that operation, and those after it. */
  parts(entries: readonly (Entry | ComposedRun)[]): Part[] {
    // The server accepts one operation of a client at a time, so a frame holds at most one.
    const own = entries.findIndex(
      (entry) =>
        'client' in entry &&
        entry.client === this.client &&
        (entry.seq === this.inflight?.seq || entry.seq > this.seq),
    );
    const unit = (members: readonly (Entry | ComposedRun)[]): Part[] =>
      members.length === 0
        ? []
        : [{ kind: 'remote', delta: composeFold(members.map((member) => member.delta)) }];
    const entry = entries[own];
    if (entry === undefined || !('client' in entry)) return unit(entries);
    const { seq, delta } = entry;
    return [
      ...unit(entries.slice(0, own)),
      seq === this.inflight?.seq ? { kind: 'own' } : { kind: 'beyond', seq, delta },
      ...unit(entries.slice(own + 1)),
    ];
  }

  /** Computes what a frame's parts do to these edits and to the editor. */
  receive(parts: readonly Part[]): Received {
    let { seq, inflight, pending } = this;
    let inflightEdits = this.#inflightEdits;
    let pendingEdits = this.#pendingEdits;
    let shown: Delta | null = null;
    const unsure: Delta[] = [];
    for (const part of parts) {
      if (part.kind === 'own') {
        inflight = null;
        inflightEdits = 0;
        continue;
      }
      if (part.kind === 'beyond') {
        // Pending edits are sent as a whole in the next operation: so they are in this one, unless they were cut or
        // refused.
        if (inflight !== null) unsure.push(inflight.delta);
        const whole = pending === null || cut(pending, LIMITS.opMembers, LIMITS.opBytes).rest === null;
        if (pending !== null && !(whole && part.seq === seq + 1)) unsure.push(pending);
        seq = part.seq;
        inflight = pending = null;
        inflightEdits = pendingEdits = 0;
      }
      const overInflight = transformPair(part.delta, inflight?.delta ?? null);
      if (inflight !== null && overInflight.later !== null)
        inflight = { seq: inflight.seq, delta: overInflight.later };
      const overPending = transformPair(overInflight.first, pending);
      pending = overPending.later;
      shown = shown === null ? overPending.first : compose(shown, overPending.first);
    }
    const take = (): void => {
      this.seq = seq;
      this.inflight = inflight;
      this.pending = pending;
      this.#inflightEdits = inflightEdits;
      this.#pendingEdits = pendingEdits;
    };
    return { shown, unsure, unsent: listed(inflight, pending), take };
  }

  /**
   * The server refused the operation in flight. Returns the operation as last transformed, the change to the editor,
   * and `take`, after which it is no longer in flight and `unsent` is left; null when there is none.
   */
  reject(document: Delta): { refused: Delta; shown: Delta; unsent: readonly Delta[]; take(): void } | null {
    if (this.inflight === null) return null;
    const refused = this.inflight.delta;
    const inverse = invert(refused, document);
    const moved = transformPair(inverse, this.pending);
    const take = (): void => {
      this.inflight = null;
      this.#inflightEdits = 0;
      this.pending = moved.later;
    };
    return { refused, shown: moved.first, unsent: listed(null, moved.later), take };
  }

  /** Converts a selection in the document at the client's version to the text that the editor shows. */
  toEditor(range: Range): Range {
    const overInflight = this.inflight === null ? range : transformRange(range, this.inflight.delta);
    return this.pending === null ? overInflight : transformRange(overInflight, this.pending);
  }

  /** All unacknowledged edits as one change; null for none. */
  all(): Delta | null {
    if (this.inflight === null) return this.pending;
    return this.pending === null ? this.inflight.delta : compose(this.inflight.delta, this.pending);
  }

  /** Drops all unacknowledged edits. */
  drop(): void {
    this.inflight = null;
    this.pending = null;
    this.#inflightEdits = 0;
    this.#pendingEdits = 0;
  }
}

function listed(inflight: Inflight | null, pending: Delta | null): readonly Delta[] {
  return [inflight?.delta ?? null, pending].filter((delta) => delta !== null);
}
