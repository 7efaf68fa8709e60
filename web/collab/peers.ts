import type { Delta, Range } from '../../src/ot/op.ts';
import { transformRange } from '../../src/ot/position.ts';
import type { Cursor, OpsMessage, RosterEntry } from '../../src/protocol/messages.ts';
import type { Peer } from './ports.ts';

/** Who else is here, their selections kept in terms of what the editor shows. */
export class Peers {
  readonly #own: string;
  #byClient = new Map<string, Peer>();
  #more = 0;

  constructor(ownClient: string) {
    this.#own = ownClient;
  }

  /** How many are here that the roster does not name. */
  get more(): number {
    return this.#more;
  }

  /** Whether nobody else is here. */
  get alone(): boolean {
    return this.#byClient.size === 0 && this.#more === 0;
  }

  /** Everybody else, in the order they came. */
  list(): Peer[] {
    return [...this.#byClient.values()];
  }

  /** Starts over from a roster, whose selections `place` puts into the editor's terms. */
  reset(roster: readonly RosterEntry[], more: number, place: (range: Range) => Range): void {
    this.#byClient = new Map();
    this.#more = more;
    for (const entry of roster) this.#add(entry, place);
  }

  /** Applies a presence message: who came, went and moved. */
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

  /** Somebody's selection is now here. */
  move(client: string, cursor: Cursor, place: (range: Range) => Range): void {
    const peer = this.#byClient.get(client);
    if (peer) this.#byClient.set(client, { ...peer, cursor: cursor && place(cursor) });
  }

  /** The authors of a frame are where their own entries say, carried over the entries after it. */
  moveAuthors(entries: OpsMessage['ops'], place: (range: Range) => Range): void {
    entries.forEach((entry, i) => {
      if (!('client' in entry) || entry.cursor === undefined || entry.client === this.#own) return;
      let cursor = entry.cursor;
      for (const later of entries.slice(i + 1)) cursor = transformRange(cursor, later.delta);
      this.move(entry.client, cursor, place);
    });
  }

  /** The editor's content changed by `delta`: every selection stays on its text. */
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
