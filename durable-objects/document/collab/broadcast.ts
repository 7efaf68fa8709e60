import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Connection } from './connection.ts';
import type { Texts } from './frame-text.ts';

const ACTIVE_WRITER_MS = 100;
const SAVE_VERSIONS = 1_000;

/**
 * Sends one string to each client, and counts what each has not confirmed. The platform does not show a socket's queue,
 * so a reader that confirms too little is closed (docs/protocol.md, Slow readers).
 */
export class Broadcast {
  readonly #connections: Map<unknown, Connection>;
  // Characters ever broadcast.
  #sent = 0;
  #activeWriters = 0;
  #reach = 0;

  constructor(connections: Map<unknown, Connection>) {
    this.#connections = connections;
  }

  /** The number of clients that sent an operation in the 100 ms before the last broadcast. */
  get activeWriters(): number {
    return this.#activeWriters;
  }

  /** The number of clients that the last broadcast went to. */
  get reach(): number {
    return this.#reach;
  }

  /**
   * Sends a message of `length` characters to each client that has joined and caught up, in the form that it reads.
   * Closes those that have expired, lost their role or are too slow.
   */
  send(texts: Texts, length: number, version: number, now: number): void {
    this.#sent += length;
    let [writers, reach] = [0, 0];
    for (const connection of this.#connections.values()) {
      if (!connection.joined || connection.catchUp !== null) continue;
      // A clock that was set back makes the last operation one of the future.
      if (Math.abs(now - connection.lastOpAt) < ACTIVE_WRITER_MS) writers++;
      if (connection.expired(now)) connection.close(CLOSE.unauthenticated, 'the access token has expired');
      else if (connection.ended(now)) connection.close(CLOSE.forbidden);
      else if (this.#owesTooMuch(connection, version)) {
        connection.close(CLOSE.tooSlow, 'too much of what was sent is unconfirmed');
      } else {
        reach++;
        connection.sendText(connection.short ? texts.short : texts.long);
      }
    }
    this.#activeWriters = writers;
    this.#reach = reach;
  }

  /** Sends `textFor(connection)` to each of them, nothing for null; `length` is roughly the length of one text. */
  sendEach(length: number, textFor: (connection: Connection) => string | null): void {
    this.#sent += length;
    for (const connection of this.#connections.values()) {
      if (!connection.joined || connection.catchUp !== null) continue;
      const text = textFor(connection);
      if (text !== null) connection.sendText(text);
    }
  }

  /** A client has begun at `version`, after a catch-up of `length` characters. */
  begin(connection: Connection, version: number, length: number): void {
    connection.state.confirmedVersion = version;
    // A long catch-up counts as unconfirmed too, but half of the bound is left for what arrives while it is read.
    connection.confirmedLength = this.#sent - Math.min(length, LIMITS.unconfirmedBytes / 2);
  }

  /** A client holds `version`; the newest one is `head`. */
  confirm(connection: Connection, version: number, head: number): void {
    const { state } = connection;
    const before = state.confirmedVersion;
    state.confirmedVersion = Math.max(before, version);
    if (version >= head) connection.confirmedLength = this.#sent;
    else if (version > before) {
      // The share of unconfirmed characters is taken to be that of unconfirmed versions.
      const open = (head - version) / Math.max(1, head - before);
      connection.confirmedLength = this.#sent - Math.ceil((this.#sent - connection.confirmedLength) * open);
    }
    if (Math.floor(version / SAVE_VERSIONS) !== Math.floor(before / SAVE_VERSIONS)) connection.save();
  }

  #owesTooMuch(connection: Connection, version: number): boolean {
    return (
      this.#sent - connection.confirmedLength > LIMITS.unconfirmedBytes ||
      version - connection.state.confirmedVersion > LIMITS.unconfirmedVersions
    );
  }
}
