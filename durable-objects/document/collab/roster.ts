import { composeRun } from '../../../src/ot/compose.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { transformRange } from '../../../src/ot/position.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Cursor, PresenceMessage, RosterEntry } from '../../../src/protocol/messages.ts';
import type { Connection } from './connection.ts';
import { type LogReader, unitsAfter } from './frame.ts';

// All clients are named again only once the crowd is clearly gone: each change costs a message with all their names.
const CALM_SIZE = 80;

/**
 * The clients that are here, and those that joined, left and moved since the last message. Above 100 clients, only
 * those that have written or moved a caret are named, up to 100 of them; the others are counted, so that the cost of a
 * crowd grows with its size and not with its square. Only the attachments store any of it (docs/protocol.md, Presence).
 */
export class Roster {
  readonly #log: LogReader;
  // By client id: all clients, and those of them that are named.
  readonly #here = new Map<string, Connection>();
  readonly #named = new Map<string, Connection>();
  #crowded: boolean;
  #takenMore = 0;
  #joined = new Set<Connection>();
  #left = new Set<string>();
  #moved = new Set<Connection>();

  /** `connections` are those that survived hibernation. */
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

  /** How many clients are here. */
  get size(): number {
    return this.#here.size;
  }

  /** Whether this very socket is in the roster, by name or in the count. */
  has(connection: Connection): boolean {
    return this.#here.get(connection.state.client ?? '') === connection;
  }

  /** A client joined, or its roster entry changed. */
  came(connection: Connection): void {
    const { state } = connection;
    const client = state.client as string;
    const before = this.#here.get(client);
    this.#here.set(client, connection);
    if (before === undefined) state.named = false;
    else if (before !== connection) {
      // The same client on another socket stays named or counted, as before.
      state.named = before.state.named ?? true;
      state.active = before.state.active ?? false;
      this.#joined.delete(before);
    }
    this.#look();
    if (state.named !== false || !this.#crowded) this.#name(connection);
  }

  /** A client left: none of its sockets remains. */
  went(connection: Connection): void {
    const client = connection.state.client as string;
    if (!this.#here.delete(client)) return;
    this.#unname(client);
    this.#look();
  }

  /** All clients have left, and no client remains to be notified. */
  empty(): void {
    for (const all of [this.#here, this.#named, this.#joined, this.#left, this.#moved]) all.clear();
    this.#crowded = false;
    this.#takenMore = 0;
  }

  /** A client has written or moved a caret: even in a crowd it is named from now on, while there is room. */
  acted(connection: Connection): void {
    const { state } = connection;
    if (state.active && state.named !== false) return;
    state.active = true;
    if (state.named === false && this.#named.size < LIMITS.rosterSize) this.#name(connection);
  }

  /** A client's selection moved without an operation that carries it to the other clients. */
  moved(connection: Connection): void {
    this.acted(connection);
    if (connection.state.named !== false) this.#moved.add(connection);
  }

  /** Whether there is news of named clients. */
  get due(): boolean {
    return this.#joined.size > 0 || this.#left.size > 0 || this.#moved.size > 0;
  }

  /** Whether the count of unnamed clients has changed. */
  get countDue(): boolean {
    return this.#more !== this.#takenMore;
  }

  /** The message of all changes since the last one, with selections as of `version`. */
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
   * Transforms all selections to `version`, so that none falls behind the log in memory. Selections of the same version
   * share one composed run.
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

  /** The named clients except `own`; `more` counts the rest. */
  list(own: string, version: number): { roster: RosterEntry[]; more: number } {
    const roster: RosterEntry[] = [];
    for (const [client, connection] of this.#named) {
      if (client !== own && connection.joined) roster.push(this.entry(connection, version));
    }
    return { roster, more: this.moreFor(own) };
  }

  /** The number of a client in short frames, once all others were told it; undefined before, and in the count. */
  numberOf(connection: Connection): number | undefined {
    const { number, named } = connection.state;
    return named === false || this.#joined.has(connection) ? undefined : number;
  }

  /** The numbers of these clients in short frames. */
  numbersOf(entries: readonly RosterEntry[]): Record<string, number> {
    const numbers: Record<string, number> = {};
    for (const { client } of entries) {
      const number = this.#here.get(client)?.state.number;
      if (number !== undefined) numbers[client] = number;
    }
    return numbers;
  }

  /** How many unnamed clients are here, `client` itself excluded. */
  moreFor(client: string): number {
    return this.#more - (this.#here.has(client) && !this.#named.has(client) ? 1 : 0);
  }

  /** Transforms a selection at version `from` to the newest committed version; null when `from` is too far back. */
  transform(cursor: Cursor, from: number): Cursor {
    if (!this.#log.atHand(from)) return null;
    let range: Range | null = cursor;
    for (const { composed } of unitsAfter(this.#log, from)) range = transformRange(range, composed);
    return range;
  }

  get #more(): number {
    return this.#here.size - this.#named.size;
  }

  // Checks whether this has become a crowd, or is one no longer.
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
