import type { ClientMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { decodeShortOp } from '../../src/protocol/short-form.ts';
import type { Seen } from './seen.ts';

type ShortEntry = [number: number, ...members: unknown[]];
type Told = Extract<ServerMessage, { type: 'ops' | 'joined' | 'presence' }>;

/** One socket of a client, overheard in both directions: notes what its frames say is committed. */
export class Overheard {
  readonly #docId: string;
  readonly #seen: Seen;
  #client = '';
  #seq = 0;
  readonly #clients = new Map<number, string>();

  constructor(docId: string, seen: Seen) {
    this.#docId = docId;
    this.#seen = seen;
  }

  /** The client sends this. */
  sent(text: string): void {
    if (text === 'ping') return;
    const message = JSON.parse(text) as ClientMessage | unknown[];
    const said = Array.isArray(message) ? decodeShortOp(message) : message;
    if (said?.type === 'join') this.#client = said.client;
    if (said?.type === 'op') this.#seq = said.seq;
  }

  /** The client receives this. */
  received(text: string): void {
    if (text === 'pong') return;
    const message = JSON.parse(text) as Told | [number, ...(ShortEntry | { client: string; seq: number })[]];
    if (Array.isArray(message)) {
      const [from, ...entries] = message;
      for (const [i, entry] of entries.entries()) this.#entry(entry, from + i + 1);
    } else if (message.type === 'ops') {
      for (const [i, entry] of message.ops.entries())
        if ('client' in entry) this.#entry(entry, message.from + i + 1);
    } else if (message.type === 'joined' || message.type === 'presence') {
      for (const [client, number] of Object.entries(message.numbers ?? {})) this.#clients.set(number, client);
      if (message.type === 'joined' && message.number !== undefined)
        this.#clients.set(message.number, this.#client);
    }
  }

  #entry(entry: ShortEntry | { client: string; seq: number }, version: number): void {
    if (!Array.isArray(entry)) {
      this.#seen.operation(this.#docId, entry.client, entry.seq, version);
      return;
    }
    const client = this.#clients.get(entry[0]);
    if (client === undefined) {
      this.#seen.contradictions.push(`${this.#docId}: number ${entry[0]} was never told to ${this.#client}`);
    } else if (client === this.#client) this.#seen.operation(this.#docId, client, this.#seq, version);
    else this.#seen.author(this.#docId, client, version);
  }
}
