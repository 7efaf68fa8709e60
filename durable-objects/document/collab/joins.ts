import { assert } from '../../../src/base/assert.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { JoinMessage, PresenceMessage, RosterEntry } from '../../../src/protocol/messages.ts';
import { may } from '../../../src/protocol/permissions.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/version.ts';
import type { Broadcast } from './broadcast.ts';
import { CatchUp } from './catch-up.ts';
import { CatchUpFlow } from './catch-up-flow.ts';
import type { Connection } from './connection.ts';
import type { Floods } from './floods.ts';
import type { Frame } from './frame.ts';
import { Lanes } from './lanes.ts';
import type { LogSource } from './log-source.ts';
import type { AudiencePorts } from './ports.ts';
import type { Presence } from './presence.ts';

/** What Joins reads from and answers through. */
interface JoinDeps {
  readonly source: LogSource;
  readonly ports: AudiencePorts;
  readonly delivery: Broadcast;
  readonly presence: Presence;
  readonly floods: Floods;
  /** Bytes of JSON that the text may have. */
  readonly documentBytes: number;
  /** A socket was closed. */
  left(connection: Connection): void;
}

// Each catch-up holds what its reader has not confirmed, and two segments of the archive.
const AT_ONCE = 4;

/**
 * Answers a `join` (docs/protocol.md, Catching up) with a base and the log after it. A log that is too long for one
 * turn of the object is read in pieces, for up to AT_ONCE clients at a time and one client of each user; what is no
 * longer kept is read from the archive. Until the catch-up ends, nothing else is sent to the connection, and it may not
 * write. A client behind the beginning of the archive cannot catch up: it begins again from a snapshot.
 */
export class Joins {
  readonly #deps: JoinDeps;
  /** The archive was found to begin after this version: everything before it has expired. */
  #begins = 0;
  readonly #lanes = new Lanes(AT_ONCE);

  constructor(deps: JoinDeps) {
    this.#deps = deps;
  }

  /** Answers a join; the source holds every operation that was accepted. */
  answer(connection: Connection, message: JoinMessage): void {
    const { source, ports, presence, documentBytes } = this.#deps;
    const { state } = connection;
    state.client = message.client;
    connection.catchUp = null;

    const { version } = source;
    const known = Math.min(version, source.sharedWith(message.generation ?? 0));
    const isExpired = message.pending && (message.version ?? 0) < Math.min(this.#begins, source.from);
    // A log of any length is read only for pending edits that the client may write.
    const isVain = message.pending && !may(state.role, 'write');
    const reset = message.version !== null && (message.version > known || isExpired || isVain);
    const snapshot = reset || message.version === null || this.#snapshotIsCheaper(message, version);
    const checkpoint = snapshot ? source.checkpoint() : null;
    const base = checkpoint === null ? (message.version as number) : checkpoint.version;
    const { roster, more } = presence.list(message.client);
    const head = JSON.stringify({
      type: 'joined',
      protocol: PROTOCOL_VERSION,
      version,
      role: state.role,
      user: state.user,
      synced: ports.synced(),
      roster,
      ...(more > 0 ? { more } : {}),
      ...(connection.short ? { number: state.number, numbers: presence.numbersOf(roster) } : {}),
      ...(connection.readsThreads ? { review: ports.reviewed() } : {}),
      ...(reset ? { reset: true } : {}),
      ...(source.generation > 0 ? { generation: source.generation } : {}),
      limits: { opBytes: LIMITS.opBytes, documentBytes },
    });
    const inline = checkpoint !== null && checkpoint.bytes <= LIMITS.inlineSnapshotBytes;
    // The stored JSON is sent as it is: the text is not parsed on the way to a reader.
    const body =
      checkpoint === null
        ? 'null'
        : inline
          ? `{"version":${base},"ops":${checkpoint.ops()}}`
          : JSON.stringify({ version: base, url: ports.snapshotUrl(state.origin, base) });
    connection.sendText(`${head.slice(0, -1)},"snapshot":${body}}`);
    if (!this.#isShort(base)) {
      ports.background(this.#walk(connection, message.client, base, roster));
      return;
    }
    const catchUp = new CatchUp(base, this.#ownVersion(message.client, base));
    const flow = this.#flow(connection);
    this.#finish(connection, catchUp, flow);
  }

  // Whether the log after `version` fits one turn.
  #isShort(version: number): boolean {
    const { source, ports } = this.#deps;
    const { versions, length } = ports.turn;
    return (
      version >= source.from &&
      source.version - version <= versions &&
      source.lengthAfter(version, length) <= length
    );
  }

  #flow(connection: Connection): CatchUpFlow {
    const { ports, floods } = this.#deps;
    return new CatchUpFlow(connection, floods.ofReader(connection.state, ports.now()), ports);
  }

  #snapshotIsCheaper(message: JoinMessage, version: number): boolean {
    if (message.pending || message.version === version) return false;
    const { source } = this.#deps;
    const checkpoint = source.checkpoint();
    if ((message.version as number) >= checkpoint.version) return false;
    // A log that reaches back into the archive is taken to be longer than a snapshot.
    if ((message.version as number) < source.from) return true;
    return source.lengthAfter(message.version as number, checkpoint.bytes) > checkpoint.bytes;
  }

  // Synchronous: nothing can come between the last frame and the next broadcast. From here on it is a connection like
  // any other.
  #finish(connection: Connection, catchUp: CatchUp, flow: CatchUpFlow): void {
    const { source, delivery, presence } = this.#deps;
    for (const frame of source.framesAfter(catchUp.version)) flow.send(catchUp.take(frame));
    flow.send(catchUp.rest());
    connection.catchUp = null;
    delivery.begin(connection, source.version, flow.sent);
    presence.joined(connection);
    connection.save();
  }

  async #walk(
    connection: Connection,
    client: string,
    base: number,
    roster: readonly RosterEntry[],
  ): Promise<void> {
    const { ports, presence, left } = this.#deps;
    const reviewed = ports.reviewed();
    // A newer join of this client, on this socket or another one, replaces this catch-up; a close ends it.
    const flow = this.#flow(connection);
    connection.catchUp = flow;
    presence.joined(connection);
    connection.save();
    try {
      const { user, program = false, credentialId } = connection.state;
      const turn = { key: program ? credentialId : user.id, yields: program || user.guest === true };
      await this.#lanes.run(turn, async () => {
        const catchUp = await this.#readOn(flow, client, base);
        if (catchUp === null) return;
        this.#finish(connection, catchUp, flow);
        this.#sendRoster(connection, client, roster);
        this.#sendReviewed(connection, reviewed);
      });
    } catch (error) {
      if (!flow.goesOn) return;
      // This join accepted the client's version as the base; the answer to the next one resets it.
      this.#begins = ports.archiveFailed(error) ?? this.#begins;
      connection.close(CLOSE.restart, 'the archive cannot be read at the moment');
    } finally {
      if (!connection.open) left(connection);
    }
  }

  // Sends the log after `base` until what is left fits one turn; null when the catch-up has ended.
  async #readOn(flow: CatchUpFlow, client: string, base: number): Promise<CatchUp | null> {
    if (!flow.goesOn) return null;
    const catchUp = new CatchUp(base, await this.#ownVersionAnywhere(client, base));
    while (!this.#isShort(catchUp.version)) {
      const { version } = catchUp;
      for await (const frame of this.#piece(version)) {
        if (!flow.goesOn) return null;
        flow.send(catchUp.take(frame));
        if (flow.read(frame) && !(await flow.giveWay())) return null;
      }
      assert(catchUp.version > version, `the log has nothing after version ${version}`);
    }
    return flow.goesOn ? catchUp : null;
  }

  // The next part of the log after `version`: all that is only in the archive, or as much of the kept log as one turn
  // reads.
  #piece(version: number): AsyncIterable<Frame> | Iterable<Frame> {
    const { source, ports } = this.#deps;
    if (version < source.from) return ports.archived(version, source.from);
    const { versions, length } = ports.turn;
    const piece: Frame[] = [];
    let read = 0;
    // Collected at once: a cursor over the rows must not stay open across an await.
    for (const frame of source.framesAfter(version)) {
      piece.push(frame);
      read += frame.length;
      if (read >= length || frame.to - version >= versions) break;
    }
    return piece;
  }

  // The version of the joining client's own operation in the log after `base`: there is at most one.
  #ownVersion(client: string, base: number): number | null {
    const own = this.#deps.source.lastOf(client);
    return own !== null && own.version > base ? own.version : null;
  }

  // After a rebuild the object does not know what clients sent before the log that it kept, but the archive does.
  async #ownVersionAnywhere(client: string, base: number): Promise<number | null> {
    const { source, ports } = this.#deps;
    if (base >= source.clientsFrom || source.lastOf(client) !== null) return this.#ownVersion(client, base);
    let own: number | null = null;
    for await (const frame of ports.archived(base, source.clientsFrom)) {
      const index = frame.entries.findLastIndex((entry) => entry.client === client);
      if (frame.from + index >= base && index >= 0) own = frame.from + index + 1;
    }
    return own;
  }

  // What changed in the review during the catch-up was not sent: the client asks for it when it hears the number.
  #sendReviewed(connection: Connection, before: number): void {
    const { source, ports } = this.#deps;
    const number = ports.reviewed();
    if (number === before || !connection.readsThreads) return;
    const { version } = source;
    connection.send({
      type: 'review',
      from: number,
      to: number,
      version,
      threads: [],
      suggestions: [],
      removed: [],
    });
  }

  // Clients that came and went during the catch-up are not known to this connection.
  #sendRoster(connection: Connection, client: string, before: readonly RosterEntry[]): void {
    const { roster, more } = this.#deps.presence.list(client);
    const here = new Set(roster.map((entry) => entry.client));
    const left = before.map((entry) => entry.client).filter((id) => !here.has(id));
    const message: PresenceMessage = { type: 'presence', joined: roster, left, cursors: [] };
    connection.send({
      ...message,
      ...(connection.offers('crowd.v1') && { more }),
      ...(connection.short && { numbers: this.#deps.presence.numbersOf(roster) }),
    });
  }
}
