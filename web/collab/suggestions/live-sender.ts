import { randomId } from '../../../src/base/ids.ts';
import type { Clock } from '../clock.ts';
import { DRAFT } from '../layers/layer.ts';
import type { Draft } from '../layers/layer-ports.ts';
import type { DraftRefusal, OwedDraft, SentClient, SentLayers } from './draft-ports.ts';
import type { DraftRecorder } from './draft-recorder.ts';
import { LOOSE, owedOf } from './owed-draft.ts';
import type { SuggestionApi } from './suggestion-api.ts';
import { OF_FORK, type Refused, requestFor, type SuggestionRequest } from './suggestion-request.ts';
import { backoff } from './waits.ts';

/** How long a suggestion waits for more typing, and how long after one request the next one is made. */
export const SEND_AFTER_MS = 500;
const SEND_EVERY_MS = 1_000;

/** What a LiveSender works on. */
export interface LiveSenderOptions {
  clock: Clock;
  api: SuggestionApi;
  recorder: DraftRecorder;
  layers: SentLayers;
  client(): SentClient;
  /** Runs what an answer leads to, which may change the editor. */
  run(action: () => void): void;
  /** What is owed or refused may have changed. */
  changed(): void;
}

/** One suggestion with unsent typing. */
interface Sending {
  /** Under way; null for none. */
  request: SuggestionRequest | null;
  /** When the first keystroke was seen that no request holds. */
  typedAt: number | null;
  /** When the last request was made, or answered. */
  askedAt: number;
  /** The last refusals in a row. */
  refusals: number;
  refused: { by: Refused; draft: Draft; until: number } | null;
}

/** Sends what the user types into suggestions while it is shown, each suggestion at most once a second. */
export class LiveSender {
  readonly #options: LiveSenderOptions;
  readonly #all = new Map<string, Sending>();
  // The last change of each suggestion that an answer told.
  readonly #reviews = new Map<string, number>();
  // What was recorded last of each layer, and of what that was made.
  readonly #owed = new Map<string, { of: readonly unknown[]; draft: OwedDraft | null }>();
  #cancelLook: (() => void) | null = null;
  #isOver = false;

  constructor(options: LiveSenderOptions) {
    this.#options = options;
  }

  /** What the server does not take as it is now; null for nothing. */
  get refusal(): DraftRefusal | null {
    for (const { refused } of this.#all.values())
      if (refused !== null && refused.by.why !== 'changed')
        return { code: refused.by.code, message: refused.by.message };
    return null;
  }

  /** Records what is owed, and sends what is due. `isNow`: without waiting for more typing. */
  look(isNow = false): void {
    if (this.#isOver) return;
    this.#cancelLook?.();
    this.#cancelLook = null;
    this.#forget();
    const { clock, layers } = this.#options;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const draft of layers.unsent) {
      const sending = this.#sending(draft.id);
      if (sending.request !== null) continue;
      sending.typedAt ??= now;
      const rested = Math.max(isNow ? now : sending.typedAt + SEND_AFTER_MS, sending.askedAt + SEND_EVERY_MS);
      // A clock may be set back.
      const due = Math.max(Math.min(rested, now + SEND_EVERY_MS), this.#heldUntil(sending, draft));
      if (due <= now) this.#send(sending, draft);
      else next = Math.min(next, due);
    }
    this.#record();
    if (next < Number.POSITIVE_INFINITY)
      this.#cancelLook = clock.after(next - now, () => {
        this.#cancelLook = null;
        this.look();
      });
    this.#options.changed();
  }

  /** The network is back, or the user: what was refused is tried again. */
  wake(): void {
    for (const sending of this.#all.values()) if (sending.refused !== null) sending.refused.until = 0;
    this.look();
  }

  /** Sends nothing any more; answers are no longer heard. */
  end(): void {
    this.#isOver = true;
    this.#cancelLook?.();
  }

  // What has another name by now, was decided or is shown no more. A frame that tells of a suggestion ends a request
  // that is under way: either it was done, or it is about what is no longer so.
  #forget(): void {
    const shown = new Map(this.#options.layers.layers.map((layer) => [layer.id, layer]));
    for (const [id, sending] of this.#all) {
      const layer = shown.get(id);
      if (layer === undefined) this.#all.delete(id);
      else if (layer.draft === null) sending.typedAt = null;
      else if (layer.sent !== null && layer.draft !== layer.sent)
        sending.typedAt ??= this.#options.clock.now();
      if (layer?.sent === null) sending.request = null;
    }
    for (const id of this.#reviews.keys()) if (!shown.has(id)) this.#reviews.delete(id);
  }

  #sending(id: string): Sending {
    let sending = this.#all.get(id);
    if (sending === undefined) {
      sending = { request: null, typedAt: null, askedAt: 0, refusals: 0, refused: null };
      this.#all.set(id, sending);
    }
    return sending;
  }

  // A refused one is asked for again when it has become something else: its review for one that had changed, its author's
  // typing for one that cannot be. What can be later is tried later.
  #heldUntil({ refused }: Sending, draft: Draft): number {
    if (refused === null) return 0;
    const { by, until } = refused;
    if (by.why === 'changed' && draft.review !== refused.draft.review) return 0;
    if (by.code === 'version_expired' && draft.version !== refused.draft.version) return 0;
    const isSame = by.why === 'never' && until > 0 && changesOf(draft) === changesOf(refused.draft);
    return isSame ? Number.POSITIVE_INFINITY : until;
  }

  #send(sending: Sending, draft: Draft): void {
    const { clock, layers, recorder } = this.#options;
    const { id, version } = draft;
    if (version === null) return;
    const name = id.startsWith(DRAFT) ? null : id;
    const request = requestFor(name, { ...draft, version }, randomId());
    Object.assign(sending, { request, typedAt: null, askedAt: clock.now() });
    layers.sending(id);
    this.#record();
    // Sent before it is stored, a page that is killed would leave typing that no one knows to be sent.
    void recorder.save().then(() => this.#ask(sending, draft, request));
  }

  async #ask(sending: Sending, draft: Draft, request: SuggestionRequest): Promise<void> {
    const { id } = draft;
    const isOver = (): boolean =>
      this.#isOver || this.#all.get(id) !== sending || sending.request !== request;
    const answer = await this.#options.api.ask(request, isOver);
    if (answer === null || isOver()) return;
    sending.request = null;
    const { layers, clock, run } = this.#options;
    run(() => {
      if (answer.kind === 'taken' || (answer.kind === 'done' && request.kind !== 'make')) {
        // The server takes one a second: asked earlier, it would wait, and what is typed until then would wait for the next.
        const name = answer.kind === 'taken' ? answer.id : id;
        // Shown apart before this answer named it, it may have a request of its own under way, whose answer is later.
        const shown = name === id ? undefined : this.#all.get(name);
        if (shown !== undefined) shown.askedAt = clock.now();
        else {
          Object.assign(sending, { refusals: 0, refused: null, askedAt: clock.now() });
          this.#all.set(name, sending);
          if (answer.kind === 'taken') this.#reviews.set(name, answer.review);
        }
        layers.taken(id, name, answer.kind === 'taken' ? answer.review : 0);
      } else if (answer.kind === 'refused' && answer.code === OF_FORK) {
        layers.closed(id);
      } else {
        // A new one that was done under a name that cannot be found has changed since: it is rather shown twice than lost.
        if (answer.kind === 'refused') {
          const wait = answer.waitMs ?? backoff(sending.refusals++, clock);
          sending.refused = { by: answer, draft, until: clock.now() + wait };
        }
        layers.refused(id);
      }
      this.look();
    });
  }

  #record(): void {
    const { layers, recorder, client } = this.#options;
    const now = client();
    // One that takes the place of a broken client has no text yet: what was recorded before is all that is known.
    if (now.version === null) return;
    const owed = new Set<string>();
    for (const layer of layers.layers) {
      const { id } = layer;
      const request = this.#all.get(id)?.request ?? null;
      const review = this.#reviews.get(id) ?? 0;
      const of = [layer, request, review, now.version, now.generation, ...now.unsent];
      const last = this.#owed.get(id);
      const isSame = last?.of.length === of.length && last.of.every((value, i) => value === of[i]);
      const draft = isSame ? last.draft : owedOf(layer, now, request, review);
      this.#owed.set(id, { of, draft });
      if (draft !== null) owed.add(id);
      recorder.set(id, draft);
    }
    for (const id of this.#owed.keys())
      if (!layers.layers.some((layer) => layer.id === id)) this.#owed.delete(id);
    for (const id of [...recorder.drafts.keys()])
      if (!id.startsWith(LOOSE) && !owed.has(id)) recorder.set(id, null);
  }
}

// What a suggestion changes, no matter where.
function changesOf({ delta }: Draft): string {
  return JSON.stringify(delta.filter((op) => !('retain' in op) || op.attributes !== undefined));
}
