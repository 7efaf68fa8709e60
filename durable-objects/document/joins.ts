import { LogBegins } from '../../src/archive/segment.ts';
import { assert } from '../../src/base/assert.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import type { JoinMessage, OpsMessage, RosterEntry } from '../../src/protocol/messages.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import type { Broadcast } from './broadcast.ts';
import { CatchUp } from './catch-up.ts';
import type { Connection } from './connection.ts';
import type { Host, Log } from './host.ts';
import type { Presence } from './presence.ts';
import type { Sequencer } from './sequencer.ts';

/** What a join is answered from. */
export interface JoinParts {
  readonly sequencer: Sequencer;
  readonly log: Log;
  readonly host: Host;
  readonly connections: Map<unknown, Connection>;
  readonly delivery: Broadcast;
  readonly presence: Presence;
  /** Where the log after `base` holds the joining client's own operation: there is at most one. */
  ownVersion(client: string, base: number): number | null;
  /** Somebody has joined. */
  came(connection: Connection, again: boolean): void;
  /** A socket was closed. */
  left(connection: Connection): void;
}

/**
 * The answer to a `join` (docs/protocol.md, Catching up): a base, and the log behind it. What is no longer kept is read
 * from the archive; until that is through, the connection hears of nothing else and may not write. What even the archive
 * has let go of nobody can be caught up over: such a client begins anew from a snapshot.
 */
export class Joins {
  readonly #parts: JoinParts;
  /** The archive was found to begin after this version: what was before has expired. */
  #begins = 0;

  constructor(parts: JoinParts) {
    this.#parts = parts;
  }

  /** Answers a join; nothing is open in the sequencer. */
  answer(connection: Connection, message: JoinMessage): void {
    const { sequencer, log, host, presence, connections } = this.#parts;
    const { state } = connection;
    const again = state.client !== null;
    state.client = message.client;
    connection.catchUp = null;

    const version = sequencer.version;
    const known = Math.min(version, log.sharedWith(message.generation ?? 0));
    const isExpired = message.pending && (message.version ?? 0) < Math.min(this.#begins, log.from);
    const reset = message.version !== null && (message.version > known || isExpired);
    const snapshot = reset || message.version === null || this.#snapshotIsCheaper(message, version);
    const checkpoint = snapshot ? log.checkpoint() : null;
    const base = checkpoint === null ? (message.version as number) : checkpoint.version;
    const { roster, more } = presence.roster(connections.values(), message.client, version);
    const head = JSON.stringify({
      type: 'joined',
      protocol: PROTOCOL_VERSION,
      version,
      role: state.role,
      user: state.user,
      synced: host.synced(),
      roster,
      ...(more > 0 ? { more } : {}),
      ...(reset ? { reset: true } : {}),
      ...(log.generation > 0 ? { generation: log.generation } : {}),
      limits: { opBytes: LIMITS.opBytes, documentBytes: sequencer.maxBytes },
    });
    const inline = checkpoint !== null && checkpoint.bytes <= LIMITS.inlineSnapshotBytes;
    // The stored JSON goes out as it lies: nobody parses the text on the way to a reader.
    const body =
      checkpoint === null
        ? 'null'
        : inline
          ? `{"version":${base},"ops":${checkpoint.ops()}}`
          : JSON.stringify({ version: base, url: host.snapshotUrl(state.origin, base) });
    connection.sendText(`${head.slice(0, -1)},"snapshot":${body}}`);
    if (base < log.from) {
      host.background(this.#fromArchive(connection, message.client, base, { again, roster }));
      return;
    }
    this.#finish(connection, new CatchUp(base, this.#parts.ownVersion(message.client, base)), 0, again);
  }

  #snapshotIsCheaper(message: JoinMessage, version: number): boolean {
    if (message.pending || message.version === version) return false;
    const { log } = this.#parts;
    const checkpoint = log.checkpoint();
    if ((message.version as number) >= checkpoint.version) return false;
    // What lies in the archive alone is longer than any snapshot.
    if ((message.version as number) < log.from) return true;
    return log.bytesAfter(message.version as number, checkpoint.bytes) > checkpoint.bytes;
  }

  // From here on it is a connection like any other: nothing can come between the last frame and the next broadcast.
  #finish(connection: Connection, catchUp: CatchUp, sentBefore: number, again: boolean): void {
    const { sequencer, log, delivery } = this.#parts;
    let sent = sentBefore;
    for (const frame of log.framesAfter(catchUp.version)) sent += send(connection, catchUp.take(frame));
    sent += send(connection, catchUp.rest());
    connection.catchUp = null;
    delivery.begin(connection, sequencer.version, sent);
    connection.save();
    this.#parts.came(connection, again);
  }

  async #fromArchive(
    connection: Connection,
    client: string,
    base: number,
    { again, roster }: { again: boolean; roster: readonly RosterEntry[] },
  ): Promise<void> {
    const { log, host, left } = this.#parts;
    // A newer join of this client, on this socket or another one, takes its place; a close ends it.
    const turn = {};
    connection.catchUp = turn;
    connection.save();
    const goesOn = (): boolean => connection.open && connection.catchUp === turn;
    try {
      const catchUp = new CatchUp(base, await this.#ownVersion(client, base));
      let sent = 0;
      // More than once when the log is pruned further meanwhile.
      while (catchUp.version < log.from) {
        const { version } = catchUp;
        for await (const frame of host.archived(version, log.from)) {
          if (!goesOn()) return;
          sent += send(connection, catchUp.take(frame));
        }
        assert(catchUp.version > version, `the archive has nothing after version ${version}`);
      }
      if (!goesOn()) return;
      this.#finish(connection, catchUp, sent, again);
      this.#tellRoster(connection, client, roster);
    } catch (error) {
      if (!goesOn()) return;
      // It was told that its version is the base: it learns on the next join that it is not any more.
      if (error instanceof LogBegins) this.#begins = error.begins;
      host.archiveFailed(error);
      connection.close(CLOSE.restart, 'the archive cannot be read at the moment');
      left(connection);
    }
  }

  // After a rebuild the object does not know what clients sent before the log that it kept: the archive does.
  async #ownVersion(client: string, base: number): Promise<number | null> {
    const { sequencer, log, host, ownVersion } = this.#parts;
    if (base >= log.clientsFrom || sequencer.lastOf(client) !== null) return ownVersion(client, base);
    let own: number | null = null;
    for await (const frame of host.archived(base, log.clientsFrom)) {
      const index = frame.entries.findLastIndex((entry) => entry.client === client);
      if (frame.from + index >= base && index >= 0) own = frame.from + index + 1;
    }
    return own;
  }

  // Of who came and went meanwhile it was not told.
  #tellRoster(connection: Connection, client: string, before: readonly RosterEntry[]): void {
    const { presence, connections, sequencer } = this.#parts;
    const { roster } = presence.roster(connections.values(), client, sequencer.version);
    const here = new Set(roster.map((entry) => entry.client));
    const left = before.map((entry) => entry.client).filter((id) => !here.has(id));
    connection.send({ type: 'presence', joined: roster, left, cursors: [] });
  }
}

function send(connection: Connection, messages: Iterable<OpsMessage>): number {
  let sent = 0;
  for (const message of messages) {
    const text = JSON.stringify(message);
    sent += text.length;
    connection.sendText(text);
  }
  return sent;
}
