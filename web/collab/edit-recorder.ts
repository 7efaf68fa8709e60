import { randomId } from '../../src/base/ids.ts';
import type { Ops } from '../../src/ot/op.ts';
import type { Clock } from './clock.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { KeptEdit, Outbox } from './ports.ts';

const SAVE_EVERY_MS = 100;

/** What an EditRecorder writes of, and where to. */
export interface EditRecorderOptions {
  docId: string;
  userId: string;
  outbox: Outbox;
  clock: Clock;
  edits: PendingEdits;
  /** The version that the edits are based on, and its generation. */
  version(): number;
  generation(): number;
  /** Whether the outbox already holds a record of these edits. */
  recorded: boolean;
}

/** Keeps what is unacknowledged durable in the outbox: soon after every change, and before an operation is sent. */
export class EditRecorder {
  readonly #options: EditRecorderOptions;
  #saves: Promise<void> = Promise.resolve();
  #cancelSave: (() => void) | null = null;
  #recorded: boolean;
  #durableSeq: number;
  #durableEdits = 0;

  constructor(options: EditRecorderOptions) {
    this.#options = options;
    this.#recorded = options.recorded;
    this.#durableSeq = options.recorded ? options.edits.seq : 0;
    this.#durableEdits = options.recorded ? options.edits.edits : 0;
  }

  /** The highest operation that is known to be durable: no other may be sent. */
  get durableSeq(): number {
    return this.#durableSeq;
  }

  /** How many of the unacknowledged changes are durable on this device. */
  get durableEdits(): number {
    return Math.min(this.#durableEdits, this.#options.edits.edits);
  }

  /** Writes within a tenth of a second, unless there is nothing to write or to remove. */
  saveSoon(): void {
    const { edits, clock } = this.#options;
    if (edits.empty && !this.#recorded) return;
    this.#cancelSave ??= clock.after(SAVE_EVERY_MS, () => void this.save());
  }

  /** Writes now; resolves when it is durable, or cannot be. One after the other, each what holds when its turn comes. */
  save(): Promise<void> {
    this.cancel();
    this.#saves = this.#saves.then(() => this.#write()).catch(() => this.#failed());
    return this.#saves;
  }

  /** Keeps an operation that the server did not take where its author can get it back. */
  keep(delta: Ops, code: KeptEdit['code'], message: string): KeptEdit {
    const { docId, userId, outbox, clock } = this.#options;
    const kept: KeptEdit = { id: randomId(), docId, userId, code, message, delta, at: clock.now() };
    this.#saves = this.#saves.then(() => outbox.keep(kept)).catch(() => undefined);
    return kept;
  }

  /** Forgets a write that was to come soon. */
  cancel(): void {
    this.#cancelSave?.();
    this.#cancelSave = null;
  }

  async #write(): Promise<void> {
    const { outbox, docId, userId, clock, edits, version, generation } = this.#options;
    if (edits.empty) {
      if (!this.#recorded) return;
      this.#recorded = false;
      await outbox.remove(docId, edits.client);
      return;
    }
    const { client, seq, inflight, pending } = edits;
    const count = edits.edits;
    this.#recorded = true;
    await outbox.save({
      docId,
      client,
      userId,
      version: version(),
      generation: generation(),
      seq,
      inflight: inflight && { ...inflight },
      pending,
      savedAt: clock.now(),
    });
    this.#durableSeq = seq;
    this.#durableEdits = count;
  }

  // A browser without durable storage (private mode, quota) can still edit while it is connected.
  #failed(): void {
    this.#durableSeq = this.#options.edits.seq;
  }
}
