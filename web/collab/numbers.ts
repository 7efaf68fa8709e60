import type { NumberedClients } from '../../src/protocol/short-form.ts';
import type { PendingEdits } from './pending-edits.ts';

/** Whom the numbers in short frames stand for, on one socket (docs/protocol.md, The short form). */
export class Numbers implements NumberedClients {
  readonly #edits: PendingEdits;
  #own: number | null = null;
  #clients = new Map<number, string>();

  constructor(edits: PendingEdits) {
    this.#edits = edits;
  }

  /** Whether the server takes the short form on this socket: it does when it has given the client a number. */
  get short(): boolean {
    return this.#own !== null;
  }

  /** A new socket, or a new answer on it: this client's own number, and those of others by their client id. */
  reset(own: number | undefined, others: Readonly<Record<string, number>> | undefined): void {
    this.#own = own ?? null;
    this.#clients = new Map();
    if (own !== undefined) this.#clients.set(own, this.#edits.client);
    this.add(others ?? {});
  }

  /** More clients are here. */
  add(others: Readonly<Record<string, number>>): void {
    for (const [client, number] of Object.entries(others)) this.#clients.set(number, client);
  }

  clientOf(number: number): string {
    return this.#clients.get(number) ?? `number ${number}`;
  }

  // What a socket brings of this client after the catch-up is what it sent there: the operation in flight. Only its
  // author needs a `seq`.
  seqOf(number: number): number {
    return number === this.#own ? (this.#edits.inflight?.seq ?? this.#edits.seq) : 0;
  }
}
