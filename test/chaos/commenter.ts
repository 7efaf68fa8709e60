import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../src/base/assert.ts';
import type { Comment, Thread } from '../../src/protocol/review.ts';
import type { Random } from '../support/random.ts';
import type { Account, Api } from './api.ts';

/** What a commenter was told of a comment: its text, or null for one that is deleted. */
export interface ToldComment {
  threadId: string;
  body: string | null;
}

/**
 * A program that begins threads, replies, edits, deletes and resolves over REST. Everything that was answered must be
 * there for ever (I3); of a change without an answer nothing is known, and nothing is expected of that comment any more.
 */
export class Commenter {
  readonly docId: string;
  /** By comment: what was answered last. */
  readonly told = new Map<string, ToldComment>();
  readonly #api: Api;
  readonly #account: Account;
  readonly #random: Random;
  #running = true;
  #said = 0;
  readonly #loop: Promise<void>;

  constructor(api: Api, account: Account, docId: string, random: Random) {
    this.docId = docId;
    this.#api = api;
    this.#account = account;
    this.#random = random;
    this.#loop = this.#run();
  }

  /** Resolves when its last request is over. */
  async rest(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  async #run(): Promise<void> {
    const random = this.#random;
    while (this.#running) {
      await sleep(random.between(20, 200));
      const live = [...this.told].filter(([, { body }]) => body !== null);
      const choice = live.length === 0 ? 0 : random.next();
      if (choice < 0.25) await this.#open();
      else {
        const [id, { threadId }] = random.pick(live);
        if (choice < 0.6) await this.#reply(threadId);
        else if (choice < 0.75) await this.#edit(id, threadId);
        else if (choice < 0.85) await this.#delete(id, threadId);
        else await this.#ask('PATCH', `/${threadId}`, { resolved: random.chance(0.5) });
      }
    }
  }

  async #open(): Promise<void> {
    const body = this.#next();
    // The newline of the empty document: there at every version.
    const range = { index: 0, length: 1 };
    const thread = await this.#ask<Thread>('POST', '', { version: 0, range, body });
    if (thread !== null) this.told.set(must(thread.comments[0]).id, { threadId: thread.id, body });
  }

  async #reply(threadId: string): Promise<void> {
    const body = this.#next();
    const comment = await this.#ask<Comment>('POST', `/${threadId}/replies`, { body });
    if (comment !== null) this.told.set(comment.id, { threadId, body });
  }

  async #edit(id: string, threadId: string): Promise<void> {
    const body = this.#next();
    this.told.delete(id);
    const comment = await this.#ask<Comment>('PATCH', `/${threadId}/comments/${id}`, { body });
    if (comment !== null) this.told.set(id, { threadId, body });
  }

  // An answer without content is none to this client: it asks until the comment is not there.
  async #delete(id: string, threadId: string): Promise<void> {
    this.told.delete(id);
    while (this.#running) {
      try {
        await this.#ask('DELETE', `/${threadId}/comments/${id}`);
      } catch (error) {
        if (!String(error).includes(': 404 ')) throw error;
        this.told.set(id, { threadId, body: null });
        return;
      }
      await sleep(20);
    }
  }

  #ask<T>(method: string, path: string, body?: object): Promise<T | null> {
    return this.#api.try<T>(method, `/v1/docs/${this.docId}/threads${path}`, this.#account.token, body);
  }

  #next(): string {
    return `comment ${++this.#said}`;
  }
}
