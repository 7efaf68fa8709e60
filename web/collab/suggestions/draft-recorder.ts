import type { Clock } from '../clock.ts';
import type { DraftStore, OwedDraft } from './draft-ports.ts';
import { backoff } from './waits.ts';

const SAVE_EVERY_MS = 100;
/** A write that has not finished by then counts as failed. */
const SAVE_WITHIN_MS = 5_000;

/** What a DraftRecorder records, and where to. */
export interface DraftRecorderOptions {
  docId: string;
  userId: string;
  tab: string;
  store: DraftStore;
  clock: Clock;
  /** What the store holds of this tab already. */
  recorded: readonly OwedDraft[];
  /** What is durable may have changed. */
  changed(): void;
}

/**
 * Keeps what one tab owes durable: soon after each change, and before anything is sent. A device that refuses does not
 * stop the sending, but what is not durable is counted, and the write is retried.
 */
export class DraftRecorder {
  readonly #options: DraftRecorderOptions;
  readonly #unsubscribe: () => void;
  readonly #drafts = new Map<string, OwedDraft>();
  // At which change each draft became what it is, and the last change that a finished write held.
  readonly #changes = new Map<string, number>();
  #change = 0;
  #durable = 0;
  #isRecorded: boolean;
  #saves: Promise<void> = Promise.resolve();
  #cancelSave: (() => void) | null = null;
  #failures = 0;

  constructor(options: DraftRecorderOptions) {
    this.#options = options;
    for (const draft of options.recorded) this.#drafts.set(draft.id, draft);
    this.#isRecorded = options.recorded.length > 0;
    this.#unsubscribe = options.store.onLost?.(() => this.#lost()) ?? (() => {});
  }

  /** What is owed, by name. */
  get drafts(): ReadonlyMap<string, OwedDraft> {
    return this.#drafts;
  }

  /** How many drafts would be lost with this page, in part or as a whole: the server and this device lack them. */
  get atRisk(): number {
    let count = 0;
    for (const id of this.#drafts.keys()) if ((this.#changes.get(id) ?? 0) > this.#durable) count++;
    return count;
  }

  /** How many of those this device refuses to store; the others are being written. */
  get unkept(): number {
    return this.#failures > 0 ? this.atRisk : 0;
  }

  /** A draft is owed as it is now, or no more (null). It is written within 100 ms. */
  set(id: string, draft: OwedDraft | null): void {
    if (draft === null ? !this.#drafts.delete(id) : this.#drafts.get(id) === draft) return;
    this.#change++;
    if (draft === null) this.#changes.delete(id);
    else {
      this.#drafts.set(id, draft);
      this.#changes.set(id, this.#change);
    }
    this.#saveAfter(SAVE_EVERY_MS);
  }

  /** Writes now; resolves when all is durable, or cannot be. Writes run one after the other. */
  save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    this.#saves = this.#saves.then(() => this.#attempt());
    return this.#saves;
  }

  /** Nothing is written any more. */
  end(): void {
    this.#cancelSave?.();
    this.#unsubscribe();
  }

  #saveAfter(ms: number): void {
    this.#cancelSave ??= this.#options.clock.after(ms, () => {
      this.#cancelSave = null;
      void this.save();
    });
  }

  // The device may never answer: callers continue after SAVE_WITHIN_MS, and a late answer still counts.
  #attempt(): Promise<void> {
    return new Promise((resolve) => {
      let isWaiting = true;
      const failed = (): void => {
        if (!isWaiting) return;
        isWaiting = false;
        cancel();
        this.#saveAfter(backoff(this.#failures++, this.#options.clock));
        this.#options.changed();
        resolve();
      };
      const cancel = this.#options.clock.after(SAVE_WITHIN_MS, failed);
      const change = this.#change;
      this.#write().then(() => {
        isWaiting = false;
        cancel();
        this.#failures = 0;
        this.#durable = Math.max(this.#durable, change);
        this.#options.changed();
        resolve();
      }, failed);
    });
  }

  async #write(): Promise<void> {
    const { store, docId, userId, tab, clock } = this.#options;
    const drafts = [...this.#drafts.values()];
    if (drafts.length > 0) {
      this.#isRecorded = true;
      await store.save({ docId, userId, tab, drafts, savedAt: clock.now() });
    } else if (this.#isRecorded) {
      await store.remove(docId, tab);
      this.#isRecorded = this.#drafts.size > 0;
    }
  }

  // What was durable may be gone.
  #lost(): void {
    if (this.#drafts.size === 0) return;
    this.#change++;
    for (const id of this.#drafts.keys()) this.#changes.set(id, this.#change);
    this.#saveAfter(SAVE_EVERY_MS);
  }
}
