import { must } from '../../src/base/assert.ts';
import { randomId } from '../../src/base/ids.ts';
import type { Delta } from '../../src/ot/op.ts';
import type { Clock } from './clock.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { KeptEdit, Outbox, OutboxRecord } from './ports.ts';
import type { Session } from './session.ts';

const SAVE_EVERY_MS = 100;
/** A write that has not finished by then counts as failed. */
const SAVE_WITHIN_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** What an EditRecorder records, and where to. */
export interface EditRecorderOptions {
  docId: string;
  userId: string;
  outbox: Outbox;
  clock: Clock;
  edits: PendingEdits;
  /** Holds the version that the edits are based on, and its generation. */
  session: Session;
  /** Whether the outbox already holds a record of these edits. */
  recorded: boolean;
  /** What is durable, or whether the device can store anything, may have changed. */
  changed(): void;
}

/**
 * Keeps unacknowledged edits durable in the outbox: soon after each change, and before an operation is sent. A device
 * that refuses does not stop the sending, but what is not durable is counted, and the write is retried.
 */
export class EditRecorder {
  readonly #options: EditRecorderOptions;
  readonly #unsubscribe: () => void;
  #saves: Promise<void> = Promise.resolve();
  #cancelSave: (() => void) | null = null;
  #cancelRetry: (() => void) | null = null;
  #recorded: boolean;
  #durableSeq: number;
  // The number of changes that the user made, and how many of them a finished write held.
  #made: number;
  #durable: number;
  #toKeep: KeptEdit[] = [];
  #writes = 0;
  #failures = 0;
  #released = false;

  constructor(options: EditRecorderOptions) {
    this.#options = options;
    const { edits, recorded, outbox } = options;
    this.#recorded = recorded;
    this.#durableSeq = recorded ? edits.seq : 0;
    this.#made = edits.edits;
    this.#durable = recorded ? this.#made : 0;
    this.#unsubscribe = outbox.onLost?.(() => this.#lost()) ?? (() => {});
  }

  /** The seq of the last operation that may be sent: it is durable, or the device refused to store it. */
  get durableSeq(): number {
    return this.#durableSeq;
  }

  /** How many of the unacknowledged changes are durable on this device. */
  get durableEdits(): number {
    return this.#options.edits.edits - this.#undurable;
  }

  /** How many changes would be lost with this page: neither acknowledged nor durable. */
  get atRisk(): number {
    return this.#undurable + this.#toKeep.length;
  }

  /** How many of those the device refuses to store; the others are being written. */
  get unkept(): number {
    return this.#failures > 0 ? this.atRisk : 0;
  }

  /** The user made a change. */
  made(): void {
    this.#made++;
  }

  /** Writes within 100 ms, unless there is nothing to write or to remove. */
  saveSoon(): void {
    const { edits, clock } = this.#options;
    const owed = !this.#released && (this.#recorded || !edits.empty);
    if (!owed && this.#toKeep.length === 0) return;
    this.#cancelSave ??= clock.after(SAVE_EVERY_MS, () => void this.save());
  }

  /**
   * Writes now; resolves when the edits are durable, or cannot be. Writes run one after the other, and each stores the
   * state at its turn.
   */
  save(): Promise<void> {
    this.cancel();
    this.#saves = this.#saves.then(() => this.#attempt());
    return this.#saves;
  }

  /** Keeps an operation that the server refused, so that its author can get it back. */
  keep(delta: Delta, code: KeptEdit['code'], message: string): KeptEdit {
    const { docId, userId, clock } = this.#options;
    const kept: KeptEdit = { id: randomId(), docId, userId, code, message, delta, at: clock.now() };
    this.#toKeep.push(kept);
    void this.save();
    return kept;
  }

  /** The unacknowledged edits as a record of the outbox; null for none. */
  record(): OutboxRecord | null {
    const { docId, userId, clock, edits, session } = this.#options;
    const { client, seq, inflight, pending } = edits;
    if (edits.empty) return null;
    return {
      docId,
      client,
      userId,
      version: must(session.version),
      generation: session.generation,
      seq,
      inflight: inflight && { ...inflight },
      pending,
      savedAt: clock.now(),
    };
  }

  /** Cancels a scheduled write. */
  cancel(): void {
    this.#cancelSave?.();
    this.#cancelSave = null;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  /** Whether the outbox lacks any of the unacknowledged edits. */
  get behind(): boolean {
    return this.#undurable > 0;
  }

  /** Whether another client has taken over the record. */
  get released(): boolean {
    return this.#released;
  }

  /** Another client takes over the record, which is no longer written here. Refused edits still are. */
  release(): void {
    this.#released = true;
    this.cancel();
    this.#unsubscribe();
    if (this.#toKeep.length > 0) this.saveSoon();
  }

  get #undurable(): number {
    return this.#released ? 0 : Math.min(this.#options.edits.edits, this.#made - this.#durable);
  }

  // The device may never answer: callers continue after SAVE_WITHIN_MS, and a late answer still counts.
  #attempt(): Promise<void> {
    return new Promise((resolve) => {
      let waiting = true;
      const failed = (): void => {
        if (!waiting) return;
        waiting = false;
        cancel();
        this.#failed();
        resolve();
      };
      const cancel = this.#options.clock.after(SAVE_WITHIN_MS, failed);
      this.#write().then((written) => {
        if (written) this.#failures = 0;
        this.#options.changed();
        waiting = false;
        cancel();
        resolve();
      }, failed);
    });
  }

  // Returns whether there was anything to write.
  async #write(): Promise<boolean> {
    const { outbox, docId, edits } = this.#options;
    const turn = ++this.#writes;
    let written = this.#toKeep.length > 0 || this.#recorded;
    // A refused edit is stored before the record that it came from is removed.
    for (const edit of this.#toKeep) {
      await outbox.keep(edit);
      this.#toKeep = this.#toKeep.filter((other) => other !== edit);
    }
    if (this.#released) return written;
    const made = this.#made;
    const record = this.record();
    if (record !== null) {
      this.#recorded = written = true;
      await outbox.save(record);
      this.#durableSeq = Math.max(this.#durableSeq, record.seq);
    } else if (this.#recorded) {
      await outbox.remove(docId, edits.client);
      if (turn === this.#writes) this.#recorded = false;
    }
    this.#durable = Math.max(this.#durable, made);
    return written;
  }

  // A browser without durable storage (private mode, quota) can still send edits while it is connected.
  #failed(): void {
    const { clock, edits, changed } = this.#options;
    this.#durableSeq = edits.seq;
    this.#cancelRetry?.();
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    this.#cancelRetry = clock.after(wait, () => {
      this.#cancelRetry = null;
      this.saveSoon();
    });
    changed();
  }

  // What was durable may be gone.
  #lost(): void {
    this.#durable = this.#made - this.#options.edits.edits;
    this.saveSoon();
  }
}
