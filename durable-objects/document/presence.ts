import { composeRun } from '../../src/ot/compose.ts';
import type { Ops, Range } from '../../src/ot/op.ts';
import { carryRange } from '../../src/ot/position.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import type { Cursor, PresenceMessage, RosterEntry } from '../../src/protocol/messages.ts';
import { may } from '../../src/protocol/permissions.ts';
import type { Connection } from './connection.ts';
import { type LogReader, unitsAfter } from './frame.ts';

/**
 * Who came, went and moved, gathered until it is sent. Nothing of it is stored but what the attachments hold
 * (docs/protocol.md, Presence).
 */
export class Presence {
  readonly #log: LogReader;
  #joined = new Set<Connection>();
  #left = new Set<string>();
  #moved = new Set<Connection>();

  constructor(log: LogReader) {
    this.#log = log;
  }

  /** Somebody came, or what the roster says of them changed. */
  came(connection: Connection): void {
    this.#left.delete(connection.state.client ?? '');
    this.#joined.add(connection);
  }

  /** Somebody went, and no other socket has their client id. */
  went(connection: Connection): void {
    this.#joined.delete(connection);
    this.#moved.delete(connection);
    if (connection.state.client !== null) this.#left.add(connection.state.client);
  }

  /** Somebody's selection moved, and no operation tells the others so. */
  moved(connection: Connection): void {
    this.#moved.add(connection);
  }

  /** Whether there is anything to tell. */
  get due(): boolean {
    return this.#joined.size > 0 || this.#left.size > 0 || this.#moved.size > 0;
  }

  /** The message of everything since the last one, cursors carried to `version`. */
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
    return message;
  }

  /** A roster entry with its cursor carried to `version`. */
  entry(connection: Connection, version: number): RosterEntry {
    const { state } = connection;
    if (state.cursorVersion < version) {
      if (state.cursor !== null) state.cursor = this.carry(state.cursor, state.cursorVersion);
      state.cursorVersion = version;
    }
    return connection.rosterEntry();
  }

  /**
   * Carries everybody's cursor to `version`, so that none falls behind the log in memory. Those who have not moved for
   * as long share one composed run.
   */
  settle(connections: Iterable<Connection>, version: number): void {
    const runs = new Map<number, Ops>();
    for (const { state } of connections) {
      const { cursor, cursorVersion } = state;
      if (cursor !== null && cursorVersion < this.#log.from) state.cursor = null;
      else if (cursor !== null && cursorVersion < version) {
        let run = runs.get(cursorVersion);
        if (run === undefined) {
          run = composeRun([...unitsAfter(this.#log, cursorVersion)].map((unit) => unit.composed));
          runs.set(cursorVersion, run);
        }
        state.cursor = carryRange(cursor, run);
      }
      state.cursorVersion = Math.max(cursorVersion, version);
    }
  }

  /** The roster: at most 100, editors first, one's own client left out; `more` counts the rest. */
  roster(
    connections: Iterable<Connection>,
    own: string,
    version: number,
  ): { roster: RosterEntry[]; more: number } {
    const byClient = new Map<string, Connection>();
    for (const connection of connections) {
      const { client } = connection.state;
      if (connection.joined && client !== null && client !== own) byClient.set(client, connection);
    }
    const all = [...byClient.values()];
    const writes = ({ state }: Connection): boolean => may(state.role, 'write');
    const named =
      all.length <= LIMITS.rosterSize
        ? all
        : [...all.filter(writes), ...all.filter((connection) => !writes(connection))].slice(
            0,
            LIMITS.rosterSize,
          );
    return {
      roster: named.map((connection) => this.entry(connection, version)),
      more: all.length - named.length,
    };
  }

  /** A cursor of version `from` in terms of the newest committed one; one from before the kept log is forgotten. */
  carry(cursor: Cursor, from: number): Cursor {
    if (from < this.#log.from) return null;
    let carried: Range | null = cursor;
    for (const { composed } of unitsAfter(this.#log, from)) carried = carryRange(carried, composed);
    return carried;
  }
}
