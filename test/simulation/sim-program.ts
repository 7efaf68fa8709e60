import type { Delta } from '../../src/ot/op.ts';
import type { Random } from '../support/random.ts';
import { randomOperation } from '../support/rich-text.ts';
import type { SimServer } from './sim-server.ts';

/** A program that edits an older version over REST, and sends the same request again when its answer is lost. */
export class SimProgram {
  #request: { client: string; seq: number; base: number; delta: Delta } | null = null;
  #requests = 0;

  /** Sends a new request, or the last one again if it was not answered. */
  act(random: Random, server: SimServer): void {
    const { log } = server;
    if (this.#request === null) {
      const base = Math.max(0, log.head - random.int(6));
      const delta = randomOperation(random, log.texts[base] as Delta);
      this.#request = { client: 'programx-00000000', seq: ++this.#requests, base, delta };
    }
    const answered = server.submit(this.#request);
    if (answered && random.chance(0.5)) this.#request = null;
  }
}
