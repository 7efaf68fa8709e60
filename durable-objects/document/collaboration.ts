import { assertNever } from '../../src/base/assert.ts';
import { ownsClientId } from '../../src/base/ids.ts';
import { utf8Bytes } from '../../src/ot/bytes.ts';
import { CLOSE, type Close } from '../../src/protocol/close-codes.ts';
import { decodeClientMessage } from '../../src/protocol/codec.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import type { CursorMessage, JoinMessage, OpMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { type Action, may } from '../../src/protocol/permissions.ts';
import { Broadcast } from './broadcast.ts';
import type { Connection } from './connection.ts';
import { Gathering } from './gathering.ts';
import type { Host, Log } from './host.ts';
import { Joins } from './joins.ts';
import { Presence } from './presence.ts';
import type { Outcome, Sequencer, Submission } from './sequencer.ts';
import { type Standing, standingAt } from './standing.ts';

const PRESENCE_EVERY_MS = 50;
const SETTLE_VERSIONS = 1_000;
// A frame is committed before its row would pass 1 MB; one operation is at most about half of that.
const FRAME_BYTES = 900_000;

// What a message does, in the table of actions; null for what anybody may do who is here. An operation is not among
// them: it is answered by `reject`, so that its author keeps it.
const NEEDED = {
  join: 'read',
  cursor: 'read',
  op: null,
  auth: null,
  leave: null,
} as const satisfies Record<string, Action | null>;

/**
 * The server's side of `collab.v1` for one document: every message of every socket, the frames that come of them, and
 * who is here. Knows no platform: sockets, storage and time are given to it, so the simulation runs this very code.
 */
export class Collaboration {
  readonly #sequencer: Sequencer;
  readonly #log: Log;
  readonly #host: Host;
  readonly #connections: Map<unknown, Connection>;
  readonly #delivery: Broadcast;
  readonly #joins: Joins;
  readonly presence: Presence;
  #openBytes = 0;
  readonly #gathering = new Gathering();
  #commitTimer = false;
  #presenceAt = 0;
  #presenceTimer = false;

  constructor(sequencer: Sequencer, log: Log, host: Host, connections: Map<unknown, Connection>) {
    this.#sequencer = sequencer;
    this.#log = log;
    this.#host = host;
    this.#connections = connections;
    this.#delivery = new Broadcast(connections);
    this.presence = new Presence(log);
    this.#joins = new Joins({
      sequencer,
      log,
      host,
      connections,
      delivery: this.#delivery,
      presence: this.presence,
      ownVersion: (client, base) => this.ownVersion(client, base),
      came: (connection, again) => {
        if (!again) this.presence.came(connection);
        this.#tellPresence();
      },
      left: (connection) => this.left(connection),
    });
  }

  /** A message from a socket. */
  receive(connection: Connection, data: string | ArrayBuffer): void {
    if (!connection.open) return;
    const now = this.#host.now();
    if (typeof data !== 'string')
      return this.#violation(connection, 'binary frames are not part of this protocol');
    if (data.length > LIMITS.messageLength)
      return connection.close(CLOSE.tooLarge, 'a frame is at most 1 MiB');
    if (connection.expired(now))
      return connection.close(CLOSE.unauthenticated, 'the access token has expired');
    this.#bringUpToDate(connection, now);
    if (!connection.open) return;
    const decoded = decodeClientMessage(data);
    if (!decoded.ok) return this.#violation(connection, decoded.error.message);
    const message = decoded.value;
    const bucket = message.type === 'op' ? connection.ops : connection.others;
    if (!bucket.take(now)) return connection.close(CLOSE.rateLimited, 'too many frames');
    if (connection.state.client === null && message.type !== 'join') {
      return this.#violation(connection, 'the first frame must be a join');
    }
    const needed = NEEDED[message.type];
    if (needed !== null && !may(connection.state.role, needed)) {
      connection.close(CLOSE.forbidden);
      return this.left(connection);
    }
    switch (message.type) {
      case 'join':
        return this.#join(connection, message);
      case 'op':
        return this.#op(connection, message, utf8Bytes(data), now);
      case 'cursor':
        return this.#cursor(connection, message);
      case 'auth':
        void this.#auth(connection, message.token);
        return;
      case 'leave':
        connection.close(CLOSE.left);
        return this.left(connection);
      default:
        assertNever(message);
    }
  }

  /** A socket has closed, from whichever side. */
  left(connection: Connection): void {
    const { client } = connection.state;
    connection.state.gone = true;
    for (const [key, value] of this.#connections) if (value === connection) this.#connections.delete(key);
    if (client === null) return;
    for (const other of this.#connections.values()) if (other.joined && other.state.client === client) return;
    this.presence.went(connection);
    this.#tellPresence();
  }

  /** An operation that does not come through a socket: committed and sent before this returns. */
  submit(submission: Submission): Outcome {
    this.commit();
    const outcome = this.#accept(submission, FRAME_BYTES);
    if (outcome.kind === 'accepted' && !this.commit())
      throw new Error('The document cannot be written at the moment');
    return outcome;
  }

  /** What a user may do is now this (null: nothing). Takes effect on their open sockets before it returns. */
  setStanding(userId: string, standing: Standing | null): void {
    for (const connection of [...this.#connections.values()]) {
      if (connection.state.user.id === userId && connection.open) this.#stand(connection, standing);
    }
    this.#tellPresence();
  }

  /** Ends what has ended by itself by now: roles and credentials of which nobody has sent anything since. */
  endOverdue(): void {
    const now = this.#host.now();
    for (const connection of [...this.#connections.values()]) {
      if (!connection.open || connection.endsAt > now) continue;
      this.#bringUpToDate(connection, now);
      if (connection.open && connection.expired(now)) this.shut(connection, CLOSE.unauthenticated);
    }
    this.#tellPresence();
  }

  /** Closes one socket, and tells the others that it has gone. */
  shut(connection: Connection, close: Close, message?: string): void {
    connection.close(close, message);
    this.left(connection);
  }

  /** Closes every socket. */
  closeAll(close: Close, message?: string): void {
    for (const connection of this.#connections.values()) connection.close(close, message);
    this.#connections.clear();
  }

  /** Sends one message to everybody who has joined. */
  tellAll(message: ServerMessage): void {
    this.#broadcast(JSON.stringify(message));
  }

  /**
   * Stores the open frame, then sends it. When storing fails nobody has seen it: the frame is dropped and every socket
   * closed, and the clients come back and send again. False when it failed. The next one is gathered from `now` on, not
   * from when this one was stored: where time goes on meanwhile, that would make each a millisecond longer.
   */
  commit(now = this.#host.now()): boolean {
    const open = this.#sequencer.open;
    if (open === null) return true;
    let entries: string;
    try {
      entries = this.#log.append(open);
    } catch (error) {
      this.#sequencer.discard();
      this.#openBytes = 0;
      this.closeAll(CLOSE.restart, 'the document cannot be written at the moment');
      this.#host.commitFailed(error);
      return false;
    }
    const frame = this.#sequencer.commit();
    this.#openBytes = 0;
    this.#gathering.committed(now, frame.entries.length);
    this.#broadcast(`{"type":"ops","from":${frame.from},"to":${frame.to},"ops":${entries}}`);
    this.#host.committed(frame);
    if (Math.floor(frame.to / SETTLE_VERSIONS) !== Math.floor(frame.from / SETTLE_VERSIONS)) {
      this.presence.settle(this.#connections.values(), frame.to);
    }
    return true;
  }

  #op(connection: Connection, message: OpMessage, bytes: number, now: number): void {
    const { state } = connection;
    if (connection.catchUp !== null) {
      // It was faster than the archive: it comes again, and catches up to where it may write.
      connection.close(CLOSE.restart, 'catch up first');
      return this.left(connection);
    }
    connection.lastOpAt = now;
    const outcome = this.#accept(
      {
        client: state.client as string,
        seq: message.seq,
        base: message.version,
        delta: message.delta,
        cursor: message.cursor,
        userId: state.user.id,
        mayWrite: may(state.role, 'write'),
        form: 'canonical',
      },
      bytes,
    );
    switch (outcome.kind) {
      case 'accepted':
        this.#confirm(connection, message.version);
        if (outcome.entry.cursor !== undefined) {
          state.cursor = outcome.entry.cursor;
          state.cursorVersion = outcome.version;
        }
        return this.#commitSoon(now);
      case 'duplicate':
        return this.#confirm(connection, message.version);
      case 'rejected':
        this.#confirm(connection, message.version);
        return connection.send({
          type: 'reject',
          seq: message.seq,
          code: outcome.code,
          message: outcome.message,
        });
      case 'violation':
        return this.#violation(connection, outcome.reason);
      case 'pruned':
        // A client that never confirmed, far behind: it joins again, and catches up from the archive.
        connection.close(CLOSE.restart, 'the version lies before the kept log');
        return this.left(connection);
      default:
        assertNever(outcome);
    }
  }

  #accept(submission: Submission, bytes: number): Outcome {
    if (this.#openBytes > 0 && this.#openBytes + bytes > FRAME_BYTES && !this.commit()) {
      return {
        kind: 'rejected',
        code: 'document_full',
        message: 'the document cannot be written at the moment',
      };
    }
    const outcome = this.#sequencer.accept(submission);
    if (outcome.kind === 'accepted') this.#openBytes += bytes;
    return outcome;
  }

  // At once when idle; else gathered for as long as the fan-out is worth, or until everybody who is writing is in.
  #commitSoon(now: number): void {
    const entries = this.#sequencer.open?.entries.length ?? 0;
    if (this.#gathering.isDue(now, this.#gatherMs, entries, this.#delivery.activeWriters)) this.commit(now);
    else if (!this.#commitTimer) this.#commitLater(now);
  }

  #commitLater(now: number): void {
    const wait = this.#gathering.patienceMs(now, this.#gatherMs);
    if (wait === 0) {
      this.commit(now);
      return;
    }
    this.#commitTimer = true;
    this.#host.after(wait, () => {
      this.#commitTimer = false;
      // What was committed meanwhile began an interval of its own: an early frame would cost a send to everybody.
      if (this.#sequencer.open !== null) this.#commitLater(this.#host.now());
    });
  }

  get #gatherMs(): number {
    return this.#host.gatherMs(this.#connections.size);
  }

  #broadcast(text: string): void {
    this.#delivery.send(text, this.#sequencer.version, this.#host.now());
  }

  #join(connection: Connection, message: JoinMessage): void {
    const { state } = connection;
    if (state.client !== null && state.client !== message.client) {
      return this.#violation(connection, 'a socket speaks under one client id');
    }
    if (!ownsClientId(state.user.id, message.client)) {
      return this.#violation(connection, 'this client id is not yours');
    }
    // What of this client is still in the open frame has to be in the log that it catches up from.
    if (!this.commit()) return;
    this.#supersede(connection, message.client);
    this.#joins.answer(connection, message);
  }

  /** Where the log after `base` holds the joining client's own operation: there is at most one. */
  protected ownVersion(client: string, base: number): number | null {
    const own = this.#sequencer.lastOf(client);
    return own !== null && own.version > base ? own.version : null;
  }

  // From now on every frame of the older socket is ignored, also one that is already queued.
  #supersede(newest: Connection, client: string): void {
    for (const [key, other] of [...this.#connections]) {
      if (other === newest || other.state.client !== client) continue;
      other.close(CLOSE.superseded);
      other.state.gone = true;
      this.#connections.delete(key);
    }
  }

  #cursor(connection: Connection, message: CursorMessage): void {
    const { state } = connection;
    if (message.version > this.#sequencer.version) {
      return this.#violation(connection, `version ${message.version} does not exist yet`);
    }
    if (connection.catchUp !== null) return;
    this.#confirm(connection, message.version);
    // A confirmation of a reader that has no selection is nobody else's business; nor can one be carried from so far.
    if (message.cursor === null && state.cursor === null) return;
    if (message.version < this.#log.from) return;
    const { cursor } = message;
    state.cursor = cursor && this.#clamp(cursor);
    state.cursorVersion = message.version;
    this.presence.moved(connection);
    this.#tellPresence();
  }

  #clamp(cursor: { index: number; length: number }): { index: number; length: number } {
    // The length at the cursor's own version is not at hand; no later position can lie beyond the limit of a document.
    const index = Math.min(cursor.index, LIMITS.documentBytes);
    return { index, length: Math.min(cursor.length, LIMITS.documentBytes - index) };
  }

  #confirm(connection: Connection, version: number): void {
    this.#delivery.confirm(connection, version, this.#sequencer.version);
  }

  // A fresh token prolongs a socket only once the user's channel has confirmed that its session has not ended. One of
  // another session takes the place of the credential before: from then on, the end of that session closes the socket.
  async #auth(connection: Connection, token: string): Promise<void> {
    const verified = await this.#host.verifyToken(token);
    if (!connection.open) return;
    const { state } = connection;
    if (verified === null || verified.userId !== state.user.id) {
      return this.shut(connection, CLOSE.unauthenticated, 'the access token is not valid');
    }
    if (verified.credentialId !== state.credentialId) {
      const before = { ...state };
      state.credentialId = verified.credentialId;
      state.announced = false;
      connection.save();
      this.#host.credentialLeft(before);
    }
    if (!(await this.#host.announce(connection)) || state.credentialId !== verified.credentialId) return;
    state.expiresAt = verified.expiresAt;
    // By a session a person may do all that their role allows; a guest never had more than that.
    state.strongestRole = 'owner';
    this.#stand(connection, state.standing);
    this.#tellPresence();
  }

  #bringUpToDate(connection: Connection, now: number): void {
    const { standing } = connection.state;
    const current = standingAt(standing, now);
    if (current !== standing) this.#stand(connection, current);
  }

  #stand(connection: Connection, standing: Standing | null): void {
    if (standing === null) return this.shut(connection, CLOSE.forbidden);
    if (!connection.stand(standing)) return;
    connection.send({ type: 'role', role: connection.state.role });
    if (connection.joined) this.presence.came(connection);
  }

  // At once when the last one is long enough ago, else at the end of the interval.
  #tellPresence(): void {
    if (!this.presence.due || this.#presenceTimer) return;
    const wait = this.#presenceAt + PRESENCE_EVERY_MS - this.#host.now();
    if (wait <= 0) {
      this.#presenceAt = this.#host.now();
      this.#broadcast(JSON.stringify(this.presence.take(this.#sequencer.version)));
      return;
    }
    this.#presenceTimer = true;
    this.#host.after(wait, () => {
      this.#presenceTimer = false;
      this.#tellPresence();
    });
  }

  #violation(connection: Connection, reason: string): void {
    connection.close(CLOSE.protocolError, reason);
    this.left(connection);
  }
}
