import { jsonBytes } from '../../../src/ot/bytes.ts';
import { compose } from '../../../src/ot/compose.ts';
import { keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { baseLength, lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { transformRange } from '../../../src/ot/position.ts';
import { transformAfter, transformBefore } from '../../../src/ot/transform.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Cursor, Entry } from '../../../src/protocol/messages.ts';
import { type Frame, type LastOperation, type LogReader, makeFrame, unitsAfter } from './frame.ts';
import { grow, type SizeBound } from './size-bound.ts';
import { type Outcome, rejected, type Submission, violation } from './submission.ts';

/** The uncommitted frame. */
export interface OpenFrame {
  from: number;
  entries: Entry[];
  authors: string[];
  /** What short frames name the entries' clients by; null for one whose entry keeps the long form. */
  numbers: (number | null)[];
  composed: Delta;
}

/** The state that a Document resumes from. */
export interface SequencerState {
  docId: string;
  version: number;
  length: number;
  size: SizeBound;
  /** Bytes of JSON that the text may have; the protocol's bound when absent. */
  maxBytes?: number;
}

/** Measures the text when an upper bound of its size does not suffice. */
export interface Scales {
  /** The exact size of the text at the last committed version after `delta`, which fits it. */
  sizeAfter(delta: Delta): SizeBound;
}

/**
 * Assigns versions to operations: dedupes, validates and transforms each over the log since its base, and gathers the
 * open frame. Pure: no socket, clock or SQL. It never reads the text; near the limit, Scales measures it
 * (docs/protocol.md, Accepting `op` on the server).
 */
export class Sequencer {
  readonly #log: LogReader;
  readonly #scales: Scales;
  readonly #docId: string;
  /** Bytes of JSON that the text may have. */
  readonly maxBytes: number;
  #version: number;
  #length: number;
  #size: SizeBound;
  #open: OpenFrame | null = null;
  #openLength = 0;
  #openSize: SizeBound;
  readonly #last = new Map<string, LastOperation>();

  constructor(state: SequencerState, log: LogReader, scales: Scales) {
    this.#docId = state.docId;
    this.maxBytes = state.maxBytes ?? LIMITS.documentBytes;
    this.#version = state.version;
    this.#length = state.length;
    this.#size = state.size;
    this.#openSize = state.size;
    this.#log = log;
    this.#scales = scales;
  }

  /** A sequencer at the head of the log: `state` is that of a checkpoint, and the log `since` then is replayed. */
  static resume(
    state: SequencerState,
    log: LogReader,
    scales: Scales,
    since: Iterable<Frame> = log.framesAfter(state.version),
  ): Sequencer {
    let { version, length, size } = state;
    const last = new Map<string, LastOperation>();
    for (const frame of since) {
      version = frame.to;
      length += frame.change;
      size = grow(size, frame.composed);
      frame.entries.forEach(({ client, seq }, i) => {
        last.set(client, { seq, version: frame.from + i + 1 });
      });
    }
    const sequencer = new Sequencer({ ...state, version, length, size }, log, scales);
    for (const [client, operation] of last) sequencer.#last.set(client, operation);
    return sequencer;
  }

  /** The last committed version. */
  get version(): number {
    return this.#version;
  }

  /** The length of the text at `version`. */
  get length(): number {
    return this.#length;
  }

  /** An upper bound of the stored size at `version`. */
  get size(): SizeBound {
    return this.#size;
  }

  /** The frame that has not been committed; null for none. */
  get open(): OpenFrame | null {
    return this.#open;
  }

  /** Takes an operation into the open frame, or returns why it was not taken. */
  accept(submission: Submission): Outcome {
    const { client, seq, base, atHand = false } = submission;
    if (base < 0 || base > this.#version) return violation(`version ${base} is not in 0..${this.#version}`);

    const isNear = !atHand || this.#log.atHand(base);
    const known = this.#dedupe(client, seq, base, isNear);
    if (known !== null) return known;
    if (!submission.mayWrite)
      return rejected('forbidden', 'your role does not allow to change this document');
    if (!isNear || base < this.#log.from) return { kind: 'pruned' };

    const parsed = parseDelta(submission.delta, {
      maxBytes: LIMITS.opBytes,
      maxMembers: LIMITS.opMembers,
      form: submission.form,
      docId: this.#docId,
    });
    if (!parsed.ok) return rejected(parsed.error.code, parsed.error.message);

    // Read twice instead of held: the log since an old base may not fit in memory.
    const since = (): Iterable<Pick<Frame, 'composed' | 'change'>> =>
      base === this.#version ? [] : unitsAfter(this.#log, base);
    let length = this.#length;
    for (const { change } of since()) length -= change;
    let delta: Delta = parsed.value;
    if (baseLength(delta) > length)
      return rejected('invalid', `delta: reaches beyond the ${length} units of version ${base}`);
    if (!keepsLastNewline(delta, length)) {
      return rejected('invalid', 'delta: deletes the last character or inserts after it');
    }

    let cursor = clamp(submission.cursor, length + lengthChange(delta));
    const step = (composed: Delta): void => {
      if (cursor) cursor = transformRange(cursor, transformBefore(composed, delta));
      delta = transformAfter(delta, composed);
    };
    for (const { composed } of since()) step(composed);
    if (this.#open !== null) step(this.#open.composed);

    // Others' inserts cut a format or a deletion into pieces, each with all its attributes: a row has to hold it still.
    const grown = delta.length > parsed.value.length ? jsonBytes(delta) : 0;
    if (grown > LIMITS.opBytes)
      return rejected(
        'too_large',
        `delta: is over ${LIMITS.opBytes} bytes after the edits since version ${base}`,
      );

    const size = submission.fits ? grow(this.#openSize, delta) : this.#sizeAfter(delta);
    if (size === null) return rejected('document_full', `the document would be over ${this.maxBytes} bytes`);
    const entry: Entry = cursor === undefined ? { client, seq, delta } : { client, seq, delta, cursor };
    return { kind: 'accepted', version: this.#append(entry, submission, size), entry, grown };
  }

  /**
   * The open frame was stored, in `length` characters: its versions now belong to the log. Returns it as a frame of the
   * log.
   */
  commit(length?: number): Frame {
    const open = this.#open;
    if (open === null) throw new Error('There is no open frame to commit');
    const frame = makeFrame(open.from, open.entries, length, open.composed);
    this.#version = frame.to;
    this.#length = this.#openLength;
    this.#size = this.#openSize;
    this.#open = null;
    open.entries.forEach(({ client, seq }, i) => {
      this.#last.set(client, { seq, version: open.from + i + 1 });
    });
    return frame;
  }

  /** The open frame could not be stored: no client has seen it, and its authors send it again. */
  discard(): void {
    this.#open = null;
    this.#openSize = this.#size;
  }

  /** Whether the text, without an open frame, stays within its limit after `delta`, or does not grow. */
  fits(delta: Delta): boolean {
    return this.#sizeAfter(delta) !== null;
  }

  /** A checkpoint measured the document at the committed version. */
  measured(size: SizeBound): void {
    this.#size = size;
    if (this.#open === null) this.#openSize = size;
  }

  /** The last operation of a client id in the committed log. */
  lastOf(client: string): LastOperation | null {
    return this.#last.get(client) ?? this.#log.lastOf(client);
  }

  /** The last operation of each client since the last checkpoint. */
  get unremembered(): ReadonlyMap<string, LastOperation> {
    return this.#last;
  }

  /**
   * Forgets the operations that the log itself remembers: memory stays bounded by the clients since the last
   * checkpoint.
   */
  forgetClients(): void {
    this.#last.clear();
  }

  // Recognises a resend by its identity, before any other check; null for a new operation.
  #dedupe(client: string, seq: number, base: number, isNear: boolean): Outcome | null {
    if (this.#open?.entries.some((entry) => entry.client === client)) {
      return violation('a second operation before the first was committed');
    }
    const last = this.lastOf(client);
    if (last === null || (seq > last.seq && last.version <= base)) return null;
    if (seq === last.seq) return { kind: 'duplicate', seq, version: last.version };
    if (seq < last.seq) {
      if (!isNear) return { kind: 'pruned' };
      const version = this.#find(client, seq, base);
      if (version !== null) return { kind: 'duplicate', seq, version };
      if (base < this.#log.from) return { kind: 'pruned' };
      return violation(`seq ${seq} is not above ${last.seq}, the last one of this client`);
    }
    return violation(`version ${base} lies before this client's own operation at ${last.version}`);
  }

  // Null for too large. A bound above the limit alone refuses nothing: the text is measured then.
  #sizeAfter(delta: Delta): SizeBound | null {
    const bound = grow(this.#openSize, delta);
    if (bound.bytes <= this.maxBytes || bound.bytes <= this.#openSize.bytes) return bound;
    const open = this.#open?.composed ?? [];
    const size = this.#scales.sizeAfter(compose(open, delta));
    return size.bytes <= this.maxBytes || size.bytes <= this.#scales.sizeAfter(open).bytes ? size : null;
  }

  #find(client: string, seq: number, base: number): number | null {
    for (const frame of this.#log.framesAfter(Math.max(base, this.#log.from))) {
      const index = frame.entries.findIndex((entry) => entry.client === client && entry.seq === seq);
      if (index >= 0 && frame.from + index >= base) return frame.from + index + 1;
    }
    return null;
  }

  #append(entry: Entry, { userId, number: from }: Submission, size: SizeBound): number {
    const open = this.#open;
    const number = from ?? null;
    if (open === null) {
      this.#open = {
        from: this.#version,
        entries: [entry],
        authors: [userId],
        numbers: [number],
        composed: entry.delta,
      };
      this.#openLength = this.#length;
    } else {
      open.entries.push(entry);
      open.authors.push(userId);
      open.numbers.push(number);
      open.composed = compose(open.composed, entry.delta);
    }
    this.#openLength += lengthChange(entry.delta);
    this.#openSize = size;
    return this.#version + (this.#open?.entries.length ?? 0);
  }
}

function clamp(cursor: Cursor | undefined, length: number): Cursor | undefined {
  if (!cursor) return cursor;
  const index = Math.min(cursor.index, length);
  return { index, length: Math.min(cursor.length, length - index) };
}
