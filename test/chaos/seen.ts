import type { ServerMessage } from '../../src/protocol/messages.ts';

/** Every operation that a client was told is committed: from then on it must never be lost (I3). */
export class Seen {
  /** `client seq` to version, by document. */
  readonly #operations = new Map<string, Map<string, number>>();
  readonly contradictions: string[] = [];

  get count(): number {
    return [...this.#operations.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A frame arrived at a socket. */
  frame(docId: string, text: string): void {
    if (!text.startsWith('{"type":"ops"')) return;
    const message = JSON.parse(text) as Extract<ServerMessage, { type: 'ops' }>;
    message.ops.forEach((entry, i) => {
      if ('client' in entry) this.operation(docId, entry.client, entry.seq, message.from + i + 1);
    });
  }

  /** A client was told that this operation is committed, at this version. */
  operation(docId: string, client: string, seq: number, version: number): void {
    const known = this.#operations.get(docId) ?? new Map<string, number>();
    this.#operations.set(docId, known);
    const key = `${client} ${seq}`;
    const before = known.get(key);
    if (before !== undefined && before !== version)
      this.contradictions.push(`${docId}: ${key} was seen at version ${before} and at ${version}`);
    known.set(key, version);
  }

  /** The operations of a document that were seen. */
  of(docId: string): ReadonlyMap<string, number> {
    return this.#operations.get(docId) ?? new Map();
  }
}
