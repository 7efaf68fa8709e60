import { composeRun } from '../../../src/ot/compose.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { transformRange } from '../../../src/ot/position.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Cursor, PresenceMessage, RosterEntry } from '../../../src/protocol/messages.ts';
import type { Connection } from './connection.ts';
import { type LogReader, unitsAfter } from './frame.ts';

// Everybody is named again only once the crowd is clearly gone: each time that costs a message with all their names.
const CALM_SIZE = 80;

/**
 * Who is here, and who came, went and moved since that was last taken. Above 100 clients only those are named who have
 * written or moved a caret, at most as many; the others are counted, so that a crowd costs by its size and not by its
 * square. Nothing of it is stored but what the attachments hold (docs/protocol.md, Presence).
 */
export class Roster {
  readonly #log: LogReader;
  // By client id: all, and those of them that all know of by name.
  readonly #here = new Map<string, Connection>();
  readonly #named = new Map<string, Connection>();
  #crowded: boolean;
  #takenMore = 0;
  #joined = new Set<Connection>();
  #left = new Set<string>();
  #moved = new Set<Connection>();

  /** `connections` as they were kept through hibernation. */
  constructor(log: LogReader, connections: Iterable<Connection>) {
    this.#log = log;
    for (const connection of connections) {
      const { client, named } = connection.state;
      if (!connection.joined || client === null) continue;
      this.#here.set(client, connection);
      if (named !== false) this.#named.set(client, connection);
    }
    this.#crowded = this.#more > 0;
    this.#takenMore = this.#more;
    this.#look();
  }

  /** How many are here. */
  get size(): number {
    return this.#here.size;
  }

  /** Whether the others know of this very socket, by name or in the count. */
  has(connection: Connection): boolean {
    return this.#here.get(connection.state.client ?? '') === connection;
  }

  /** Somebody came, or what the roster says of them changed. */
  came(connection: Connection): void {
    const { state } = connection;
    const client = state.client as string;
    const before = this.#here.get(client);
    this.#here.set(client, connection);
    if (before === undefined) state.named = false;
    else if (before !== connection) {
      // The same client on another socket: the others know of it, or not, as before.
      state.named = before.state.named ?? true;
      state.active = before.state.active ?? false;
      this.#joined.delete(before);
    }
    this.#look();
    if (state.named !== false || !this.#crowded) this.#name(connection);
  }

  /** Somebody went, and no other socket has their client id. */
  went(connection: Connection): void {
    const client = connection.state.client as string;
    if (!this.#here.delete(client)) return;
    this.#unname(client);
    this.#look();
  }

  /** All have gone, and nobody is left to hear of it. */
  empty(): void {
    for (const all of [this.#here, this.#named, this.#joined, this.#left, this.#moved]) all.clear();
    this.#crowded = false;
    this.#takenMore = 0;
  }

  /** Somebody has written, or has moved a caret: in a crowd too they are named from now on. */
  acted(connection: Connection): void {
    const { state } = connection;
    if (state.active && state.named !== false) return;
    state.active = true;
    if (state.named === false && this.#named.size < LIMITS.rosterSize) this.#name(connection);
  }

  /** Somebody's selection moved, and no operation carries it to the others. */
  moved(connection: Connection): void {
    this.acted(connection);
    if (connection.state.named !== false) this.#moved.add(connection);
  }

  /** Whether there is any news of those who are named. */
  get due(): boolean {
    return this.#joined.size > 0 || this.#left.size > 0 || this.#moved.size > 0;
  }

  /** Whether the count of the others has changed. */
  get countDue(): boolean {
    return this.#more !== this.#takenMore;
  }

  /** The message of everything since the last one, selections as of `version`. */
  take(version: number): PresenceMessage {
    const moved = [...this.#moved].filter((connection) => connection.joined && !this.#joined.has(connection));
    const joined = [...this.#joined].filter((connection) => connection.joined);
    const message: PresenceMessage = {
      type: 'presence',
      joined: joined.map((connection) => this.entry(connection, version)),
      left: [...this.#left],
      cursors: moved.map((connection) => {
        const { client, cursor } = this.entry(connection, version);
        return { client, version, cursor };
      }),
    };
    for (const connection of [...moved, ...joined]) connection.save();
    this.#joined = new Set();
    this.#left = new Set();
    this.#moved = new Set();
    this.#takenMore = this.#more;
    return message;
  }

  /** A roster entry with its selection as of `version`. */
  entry(connection: Connection, version: number): RosterEntry {
    const { state } = connection;
    if (state.cursorVersion < version) {
      if (state.cursor !== null) state.cursor = this.transform(state.cursor, state.cursorVersion);
      state.cursorVersion = version;
    }
    return connection.rosterEntry();
  }

  /**
   * Transforms all selections to `version`, so that none falls behind the log in memory. Those that have not moved for as
   * long share one composed run.
   */
  rebaseCursors(connections: Iterable<Connection>, version: number): void {
    const runs = new Map<number, Delta>();
    for (const { state } of connections) {
      const { cursor, cursorVersion } = state;
      if (cursor !== null && !this.#log.atHand(cursorVersion)) state.cursor = null;
      else if (cursor !== null && cursorVersion < version) {
        let run = runs.get(cursorVersion);
        if (run === undefined) {
          run = composeRun([...unitsAfter(this.#log, cursorVersion)].map((unit) => unit.composed));
          runs.set(cursorVersion, run);
        }
        state.cursor = transformRange(cursor, run);
      }
      state.cursorVersion = Math.max(cursorVersion, version);
    }
  }

  /** Those who are named, one's own client left out; `more` counts the rest. */
  list(own: string, version: number): { roster: RosterEntry[]; more: number } {
    const roster: RosterEntry[] = [];
    for (const [client, connection] of this.#named) {
      if (client !== own && connection.joined) roster.push(this.entry(connection, version));
    }
    return { roster, more: this.moreFor(own) };
  }

  /** How many are here that are not named, `client` itself left out. */
  moreFor(client: string): number {
    return this.#more - (this.#here.has(client) && !this.#named.has(client) ? 1 : 0);
  }

  /** A selection at version `from` as of the newest committed one; one of too long ago is forgotten. */
  transform(cursor: Cursor, from: number): Cursor {
    if (!this.#log.atHand(from)) return null;
    let range: Range | null = cursor;
    for (const { composed } of unitsAfter(this.#log, from)) range = transformRange(range, composed);
    return range;
  }

  get #more(): number {
    return this.#here.size - this.#named.size;
  }

  // Whether it is a crowd by now, or no more.
  #look(): void {
    if (!this.#crowded && this.#here.size > LIMITS.rosterSize) {
      this.#crowded = true;
      for (const [client, { state }] of this.#named) if (!state.active) this.#unname(client);
    } else if (this.#crowded && this.#here.size <= CALM_SIZE) {
      this.#crowded = false;
      for (const connection of this.#here.values())
        if (connection.state.named === false) this.#name(connection);
    }
  }

  #name(connection: Connection): void {
    const client = connection.state.client as string;
    connection.state.named = true;
    this.#named.set(client, connection);
    this.#left.delete(client);
    this.#joined.add(connection);
  }

  #unname(client: string): void {
    const connection = this.#named.get(client);
    if (connection === undefined) return;
    this.#named.delete(client);
    this.#joined.delete(connection);
    this.#moved.delete(connection);
    this.#left.add(client);
    connection.state.named = false;
    if (connection.open) connection.save();
  }
}
