import { randomId } from '../../../src/base/ids.ts';
import type { Clock } from '../clock.ts';
import type { OwedDraft, SentClient } from './draft-ports.ts';
import type { DraftRecorder } from './draft-recorder.ts';
import { answered, requesting } from './owed-draft.ts';
import type { SuggestionApi } from './suggestion-api.ts';
import type { Refused, SuggestionAnswer } from './suggestion-request.ts';
import { backoff, Waits } from './waits.ts';

/** What LooseDrafts work on. */
export interface LooseDraftsOptions {
  clock: Clock;
  api: SuggestionApi;
  recorder: DraftRecorder;
  client(): SentClient;
  /** What is owed or refused may have changed. */
  changed(): void;
  /** It can never be a suggestion: resolves once it is kept for its author. */
  keep(draft: OwedDraft, refused: Pick<Refused, 'code' | 'message'>): Promise<void>;
}

/** Sends drafts that no layer shows: what a dead tab left, what was typed before a page left, what a new text replaced. */
export class LooseDrafts {
  readonly #options: LooseDraftsOptions;
  readonly #waits: Waits;
  // They wait for the document.
  readonly #unknown: Waits;
  readonly #refused = new Map<string, Refused>();
  #isOver = false;

  constructor(options: LooseDraftsOptions) {
    this.#options = options;
    this.#waits = new Waits(options.clock);
    this.#unknown = new Waits(options.clock);
  }

  /** Why some wait longer; null for nothing. */
  get refusal(): Refused | null {
    return this.#refused.values().next().value ?? null;
  }

  /** The document is known. */
  arrived(): void {
    this.#unknown.wake();
  }

  /** The network is back: what waits is tried again. */
  wake(): void {
    this.#waits.wake();
  }

  /** Sends nothing any more. */
  end(): void {
    this.#isOver = true;
    this.#unknown.wake();
    this.#waits.wake();
  }

  /** Sends a draft, which the recorder holds from now on; resolves when the server has it, or it is kept. */
  async send(draft: OwedDraft): Promise<void> {
    const { recorder, keep, changed } = this.#options;
    try {
      await this.#deliver(draft);
    } catch (error) {
      // What throws is not sent again.
      (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
      await keep(draft, { code: 'broken', message: String(error) });
      recorder.set(draft.id, null);
    }
    changed();
  }

  async #deliver(draft: OwedDraft): Promise<void> {
    const { recorder, api, client, keep, clock, changed } = this.#options;
    const { id, generation } = draft;
    recorder.set(id, draft);
    while (client().version === null && !this.#isOver) await this.#unknown.wait(null);
    if (this.#isOver) return;
    if (client().generation !== generation) {
      await keep(draft, { code: 'reset', message: 'The document was recovered to an earlier version.' });
      return recorder.set(id, null);
    }
    let owed: OwedDraft | null = draft;
    for (let refusals = 0; owed !== null; ) {
      if (owed.request === null) {
        const next = requesting(owed, randomId());
        if (next === null) break;
        owed = next;
        recorder.set(id, owed);
        await recorder.save();
      }
      const { request } = owed;
      if (request === null) break;
      const answer: SuggestionAnswer | null = await api.ask(request, () => this.#isOver);
      if (answer === null) return;
      const after: OwedDraft | null = answered(owed, answer);
      if (after === null && answer.kind === 'refused') await keep(owed, answer);
      owed = after;
      recorder.set(id, owed);
      this.#refused.delete(id);
      changed();
      if (answer.kind !== 'refused' || answer.why !== 'later') continue;
      this.#refused.set(id, answer);
      changed();
      await this.#waits.wait(answer.waitMs ?? backoff(refusals++, clock));
      if (this.#isOver) return;
    }
    recorder.set(id, null);
  }
}
