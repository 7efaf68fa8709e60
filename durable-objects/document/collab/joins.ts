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

/** What a join is answered from. */
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

// Each holds what one reader has not confirmed, and of the archive two segments.
const AT_ONCE = 4;

/**
 * The answer to a `join` (docs/protocol.md, Catching up): a base, and the log behind it. A log that is too long for one turn
 * of the object is read in pieces, of few clients at a time and of a user's one after the other, and what is no longer kept
 * is read from the archive. Until that is through, the connection hears of nothing else and may not write. What even the
 * archive has let go of nobody can be caught up over: such a client begins again from a snapshot.
 */
export class Joins {
  readonly #deps: JoinDeps;
  /** The archive was found to begin after this version: what was before has expired. */
  #begins = 0;
  readonly #lanes = new Lanes(AT_ONCE);

  constructor(deps: JoinDeps) {
    this.#deps = deps;
  }

  /** Answers a join; the source holds all that was accepted. */
  answer(connection: Connection, message: JoinMessage): void {
    const { source, ports, presence, documentBytes } = this.#deps;
    const { state } = connection;
    state.client = message.client;
    connection.catchUp = null;

    const { version } = source;
    const known = Math.min(version, source.sharedWith(message.generation ?? 0));
    const isExpired = message.pending && (message.version ?? 0) < Math.min(this.#begins, source.from);
    // Only for edits that may come the log is read however long it is.
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
      ...(reset ? { reset: true } : {}),
      ...(source.generation > 0 ? { generation: source.generation } : {}),
      limits: { opBytes: LIMITS.opBytes, documentBytes },
    });
    const inline = checkpoint !== null && checkpoint.bytes <= LIMITS.inlineSnapshotBytes;
    // The stored JSON goes out as it lies: nobody parses the text on the way to a reader.
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

  // Whether the log after `version` is read in one turn.
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
    // What lies in the archive alone is longer than any snapshot.
    if ((message.version as number) < source.from) return true;
    return source.lengthAfter(message.version as number, checkpoint.bytes) > checkpoint.bytes;
  }

  // From here on it is a connection like any other: nothing can come between the last frame and the next broadcast.
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
    // A newer join of this client, on this socket or another one, takes its place; a close ends it.
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
      });
    } catch (error) {
      if (!flow.goesOn) return;
      // Its version was accepted as the base: the next join says that it no longer is.
      this.#begins = ports.archiveFailed(error) ?? this.#begins;
      connection.close(CLOSE.restart, 'the archive cannot be read at the moment');
    } finally {
      if (!connection.open) left(connection);
    }
  }

  // Sends the log after `base` until what is left is short; null when the connection does not go on.
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

  // The log after `version`: as far as it is in the archive alone; or of what is kept as much as one turn reads.
  #piece(version: number): AsyncIterable<Frame> | Iterable<Frame> {
    const { source, ports } = this.#deps;
    if (version < source.from) return ports.archived(version, source.from);
    const { versions, length } = ports.turn;
    const piece: Frame[] = [];
    let read = 0;
    // At once: what is read from storage row by row is not read across a wait.
    for (const frame of source.framesAfter(version)) {
      piece.push(frame);
      read += frame.length;
      if (read >= length || frame.to - version >= versions) break;
    }
    return piece;
  }

  // Where the log after `base` holds the joining client's own operation: there is at most one.
  #ownVersion(client: string, base: number): number | null {
    const own = this.#deps.source.lastOf(client);
    return own !== null && own.version > base ? own.version : null;
  }

  // After a rebuild the object does not know what clients sent before the log that it kept: the archive does.
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

  // It has not heard of those who came and went meanwhile.
  #sendRoster(connection: Connection, client: string, before: readonly RosterEntry[]): void {
    const { roster, more } = this.#deps.presence.list(client);
    const here = new Set(roster.map((entry) => entry.client));
    const left = before.map((entry) => entry.client).filter((id) => !here.has(id));
    const message: PresenceMessage = { type: 'presence', joined: roster, left, cursors: [] };
    connection.send(connection.offers('crowd.v1') ? { ...message, more } : message);
  }
}
