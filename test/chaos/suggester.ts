import { setTimeout as sleep } from 'node:timers/promises';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta, Op } from '../../src/ot/op.ts';
import type { Suggestion, SuggestionStatus } from '../../src/protocol/review.ts';
import type { Random } from '../support/random.ts';
import type { Account, Api } from './api.ts';

/** What was answered last of a suggestion. */
export interface ToldSuggestion {
  /** Null while the answer to a change of it is awaited. */
  status: SuggestionStatus | null;
  /** The number of its last change. */
  review: number;
  /** What it inserts; null while that is not known, and once a part of it was decided. */
  text: string | null;
}

/** A suggestion as read, with its hunks. */
type Read = Suggestion & { hunks: unknown[] };

const OPEN = 8;

/**
 * A person who may only suggest, and an editor who decides, over REST. What was answered must be there for ever (I3). A
 * decision is repeated until it is answered, so each of its operations is known by its version: those are all that the
 * suggester has in the log.
 */
export class Suggester {
  readonly docId: string;
  readonly author: Account;
  /** By suggestion. */
  readonly told = new Map<string, ToldSuggestion>();
  /** The versions that acceptances were answered with. */
  readonly accepted = new Set<number>();
  readonly #api: Api;
  readonly #editor: Account;
  readonly #random: Random;
  #running = true;
  #said = 0;
  readonly #loop: Promise<void>;

  constructor(
    api: Api,
    { author, editor, docId, random }: { author: Account; editor: Account; docId: string; random: Random },
  ) {
    this.docId = docId;
    this.author = author;
    this.#api = api;
    this.#editor = editor;
    this.#random = random;
    this.#loop = this.#run();
  }

  /** The newest number of the review log that was answered. */
  get review(): number {
    return Math.max(0, ...[...this.told.values()].map(({ review }) => review));
  }

  /** Resolves when its last request is over, and every decision is answered. */
  async rest(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  async #run(): Promise<void> {
    const random = this.#random;
    while (this.#running) {
      await sleep(random.between(20, 200));
      const open = [...this.told].filter(([, { status }]) => status === 'open' || status === null);
      const choice = open.length === 0 ? 0 : open.length >= OPEN ? random.next() * 0.7 + 0.3 : random.next();
      if (choice < 0.3) await this.#suggest();
      else {
        const [id] = random.pick(open);
        if (choice < 0.6) await this.#type(id);
        else if (choice < 0.95) await this.#decide(id);
        else await this.#withdraw(id);
      }
    }
  }

  async #suggest(): Promise<void> {
    const content = await this.#ask<{ version: number; ops: Delta }>('GET', '/content');
    if (content === null) return;
    const delta: Op[] = [];
    let left = documentLength(content.ops) - 1;
    for (let hunk = 0; hunk === 0 || (hunk < 3 && left > 0); hunk++) {
      const retain = Math.min(left, this.#random.between(1, 9));
      if (retain > 0) delta.push({ retain });
      left -= retain;
      delta.push({ insert: this.#next() });
    }
    const made = await this.#ask<Suggestion>('POST', '/suggestions', { version: content.version, delta });
    if (made !== null) this.#answered(made, textOf(delta));
  }

  // Live typing: each answer is what the next request goes on from.
  async #type(id: string): Promise<void> {
    let now: Suggestion | null = await this.#read(id);
    for (let i = 0; now?.status === 'open' && i < 3; i++) {
      const { version, review, delta: known } = now;
      const said = this.#next();
      const delta = typedBefore(known as Delta, said);
      const told = this.told.get(id);
      this.told.set(id, { status: null, review, text: null });
      now = await this.#ask<Suggestion>('PUT', `/suggestions/${id}`, { version, review, delta });
      if (now !== null) this.#answered(now, told?.text === null ? null : textOf(delta));
    }
  }

  async #decide(id: string): Promise<void> {
    const now = await this.#read(id);
    if (now?.status !== 'open') return;
    const { version, review, hunks } = now;
    const isPart = hunks.length > 1 && this.#random.chance(0.6);
    const body = isPart ? { version, review, hunks: [this.#random.int(hunks.length)] } : {};
    this.told.set(id, { status: null, review, text: null });
    const how = this.#random.chance(0.25) ? 'reject' : 'accept';
    const answer = await unlessChanged(
      this.#api.must<{ version: number }>(
        'POST',
        this.#path(`/suggestions/${id}/${how}`),
        this.#editor.token,
        body,
      ),
    );
    if (how === 'accept' && answer !== null) this.accepted.add(answer.version);
    await this.#read(id);
  }

  async #withdraw(id: string): Promise<void> {
    const now = await this.#read(id);
    if (now?.status !== 'open') return;
    this.told.set(id, { status: null, review: now.review, text: null });
    // It answers without content, as a platform that is killed does: what it did is read.
    await this.#ask('DELETE', `/suggestions/${id}`);
    await this.#read(id);
  }

  async #read(id: string): Promise<Read | null> {
    const read = await this.#ask<Read>('GET', `/suggestions/${id}`);
    if (read !== null) this.#answered(read, this.told.get(id)?.text ?? null);
    return read;
  }

  #answered({ id, status, review }: Suggestion, text: string | null): void {
    this.told.set(id, { status, review, text });
  }

  #ask<T>(method: string, path: string, body?: object): Promise<T | null> {
    return unlessChanged(this.#api.try<T>(method, this.#path(path), this.author.token, body));
  }

  #path(path: string): string {
    return `/v1/docs/${this.docId}${path}`;
  }

  #next(): string {
    return `s${++this.#said} `;
  }
}

// A change without an answer may have been made after all: then the next one is refused, and changes nothing.
async function unlessChanged<T>(answer: Promise<T | null>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (String(error).includes('suggestion_changed')) return null;
    throw error;
  }
}

// In front of its first insertion.
function typedBefore(delta: Delta, said: string): Delta {
  const at = delta.findIndex((op) => 'insert' in op);
  return delta.map((op, place) =>
    place === at && 'insert' in op ? { ...op, insert: `${said}${op.insert}` } : op,
  );
}

/** What a delta inserts. */
export function textOf(delta: Suggestion['delta']): string {
  return delta.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '')).join('');
}
