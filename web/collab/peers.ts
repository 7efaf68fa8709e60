import type { Delta, Range } from '../../src/ot/op.ts';
import { transformRange } from '../../src/ot/position.ts';
import type { Cursor, OpsMessage, RosterEntry } from '../../src/protocol/messages.ts';
import type { Peer } from './ports.ts';

/** The other clients that are here, with their selections in the text that the editor shows. */
export class Peers {
  readonly #own: string;
  #byClient = new Map<string, Peer>();
  #more = 0;

  constructor(ownClient: string) {
    this.#own = ownClient;
  }

  /** How many other clients are here that the roster does not name. */
  get more(): number {
    return this.#more;
  }

  /** Whether no other client is here. */
  get alone(): boolean {
    return this.#byClient.size === 0 && this.#more === 0;
  }

  /** The named other clients, in the order in which they joined. */
  list(): Peer[] {
    return [...this.#byClient.values()];
  }

  /** Starts over from a roster; `place` converts its selections to the text that the editor shows. */
  reset(roster: readonly RosterEntry[], more: number, place: (range: Range) => Range): void {
    this.#byClient = new Map();
    this.#more = more;
    for (const entry of roster) this.#add(entry, place);
  }

  /** Applies a presence message: clients that joined, left and moved. */
  change(
    message: {
      joined: readonly RosterEntry[];
      left: readonly string[];
      cursors: readonly { client: string; cursor: Cursor }[];
      more?: number | undefined;
    },
    place: (range: Range) => Range,
  ): void {
    this.#more = message.more ?? this.#more;
    for (const entry of message.joined) this.#add(entry, place);
    for (const client of message.left) this.#byClient.delete(client);
    for (const { client, cursor } of message.cursors) this.move(client, cursor, place);
  }

  /** Sets the selection of one client. */
  move(client: string, cursor: Cursor, place: (range: Range) => Range): void {
    const peer = this.#byClient.get(client);
    if (peer) this.#byClient.set(client, { ...peer, cursor: cursor && place(cursor) });
  }

  /** Sets the selections of a frame's authors: as in their own entries, transformed by the entries after them. */
  moveAuthors(entries: OpsMessage['ops'], place: (range: Range) => Range): void {
    entries.forEach((entry, i) => {
      if (!('client' in entry) || entry.cursor === undefined || entry.client === this.#own) return;
      let cursor = entry.cursor;
      for (const later of entries.slice(i + 1)) cursor = transformRange(cursor, later.delta);
      this.move(entry.client, cursor, place);
    });
  }

  /** The editor's content changed by `delta`: each selection stays on its text. */
  transform(delta: Delta): void {
    for (const [client, peer] of this.#byClient) {
      if (peer.cursor) this.#byClient.set(client, { ...peer, cursor: transformRange(peer.cursor, delta) });
    }
  }

  #add(entry: RosterEntry, place: (range: Range) => Range): void {
    if (entry.client === this.#own) return;
    this.#byClient.set(entry.client, { ...entry, cursor: entry.cursor && place(entry.cursor) });
  }
}
