import { setTimeout as sleep } from 'node:timers/promises';
import { newClientId } from '../../src/base/ids.ts';
import type { Random } from '../support/random.ts';
import type { Account, Api } from './api.ts';
import type { Seen } from './seen.ts';

/**
 * A program that writes over REST. Without a response it cannot know the outcome of its operation, and sends it again
 * with the same client and seq: it is still applied exactly once.
 */
export class Program {
  readonly #client: string;
  #seq = 0;
  #running = true;
  readonly #loop: Promise<void>;
  /** The number of repeated operations. */
  repeats = 0;

  constructor(api: Api, account: Account, docId: string, random: Random, seen: Seen) {
    this.#client = newClientId(account.id);
    this.#loop = this.#run(api, account, docId, random, seen);
  }

  /** Resolves when its last operation is answered. */
  async rest(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  async #run(api: Api, account: Account, docId: string, random: Random, seen: Seen): Promise<void> {
    let baseVersion = 0;
    while (this.#running) {
      await sleep(random.between(20, 200));
      const seq = ++this.#seq;
      const body = { baseVersion, delta: [{ insert: `p${seq} ` }], client: this.#client, seq };
      let answer: { version: number } | null = null;
      for (let tries = 0; answer === null; tries++) {
        if (tries > 0) await sleep(50);
        this.repeats += tries > 0 ? 1 : 0;
        answer = await api.try<{ version: number }>('POST', `/v1/docs/${docId}/ops`, account.token, body);
      }
      baseVersion = answer.version;
      seen.operation(docId, this.#client, seq, baseVersion);
    }
  }
}
