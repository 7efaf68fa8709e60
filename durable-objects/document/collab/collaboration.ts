import { assertNever } from '../../../src/base/assert.ts';
import { isPageClientId, ownsClientId } from '../../../src/base/ids.ts';
import { utf8Bytes } from '../../../src/ot/bytes.ts';
import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { CursorMessage, JoinMessage, OpMessage, ServerMessage } from '../../../src/protocol/messages.ts';
import type { Offer } from '../../../src/protocol/offers.ts';
import { may } from '../../../src/protocol/permissions.ts';
import { Broadcast } from './broadcast.ts';
import type { Connection } from './connection.ts';
import { Floods } from './floods.ts';
import type { Frame } from './frame.ts';
import { GroupCommit } from './group-commit.ts';
import type { Host, Log } from './host.ts';
import { Intake } from './intake.ts';
import { Joins } from './joins.ts';
import { Presence } from './presence.ts';
import { PresenceTeller } from './presence-teller.ts';
import type { Outcome, Sequencer, Submission } from './sequencer.ts';
import type { Standing } from './standing.ts';
import { Standings } from './standings.ts';

const SETTLE_VERSIONS = 1_000;

/**
 * The server's side of `collab.v1` for one document: every message of every socket, the frames that come of them, and
 * who is here. Knows no platform: sockets, storage and time are given to it, so the simulation runs this very code.
 */
export class Collaboration {
  readonly #sequencer: Sequencer;
  readonly #log: Log;
  readonly #host: Host;
  readonly #connections: Map<unknown, Connection>;
  // The newest socket of each client id that has joined.
  readonly #speakers = new Map<string, Connection>();
  readonly #delivery: Broadcast;
  readonly #group: GroupCommit;
  readonly #intake: Intake;
  readonly #joins: Joins;
  readonly #standings: Standings;
  readonly #teller: PresenceTeller;
  #renamedAt = 0;
  readonly presence: Presence;
  readonly floods: Floods;

  constructor(sequencer: Sequencer, log: Log, host: Host, connections: Map<unknown, Connection>) {
    this.#sequencer = sequencer;
    this.#log = log;
    this.#host = host;
    this.#connections = connections;
    for (const connection of connections.values()) {
      const { client } = connection.state;
      if (client !== null && connection.open) this.#speakers.set(client, connection);
    }
    this.floods = new Floods(host.receivedPerMinute);
    this.#intake = new Intake(this.floods);
    this.#delivery = new Broadcast(connections);
    this.presence = new Presence(log, connections.values());
    this.#teller = new PresenceTeller({
      presence: this.presence,
      delivery: this.#delivery,
      version: () => sequencer.version,
      now: () => host.now(),
      after: (ms, action) => host.after(ms, action),
    });
    this.#group = new GroupCommit({
      sequencer,
      log,
      host,
      delivery: this.#delivery,
      sockets: () => connections.size,
      committed: (frame) => this.#committed(frame),
      failed: () => this.closeAll(CLOSE.restart, 'the document cannot be written at the moment'),
    });
    this.#joins = new Joins({
      sequencer,
      log,
      host,
      delivery: this.#delivery,
      presence: this.presence,
      floods: this.floods,
      came: (connection) => {
        if (!this.presence.has(connection)) this.presence.came(connection);
        this.#teller.tell();
      },
      left: (connection) => this.left(connection),
    });
    this.#standings = new Standings({
      host,
      connections,
      shut: (connection, close, message) => this.shut(connection, close, message),
      changed: (connection) => this.presence.came(connection),
    });
  }

  /** A message from a socket. */
  receive(connection: Connection, data: string | ArrayBuffer): void {
    if (!connection.open) return;
    const now = this.#host.now();
    this.#standings.bringUpToDate(connection, now);
    if (!connection.open) return;
    const taken = this.#intake.take(connection, data, now);
    const { message } = taken;
    if (message === null) return this.shut(connection, taken.close, taken.reason);
    switch (message.type) {
      case 'join':
        return this.#join(connection, message);
      case 'op':
        return this.#op(connection, message, data as string, now);
      case 'cursor':
        return this.#cursor(connection, message);
      case 'auth':
        void this.#standings.renew(connection, message.token).then(() => this.#teller.tell());
        return;
      case 'leave':
        return this.shut(connection, CLOSE.left);
      default:
        assertNever(message);
    }
  }

  /** A socket has closed, from whichever side. */
  left(connection: Connection): void {
    const { client } = connection.state;
    connection.state.gone = true;
    this.#connections.delete(connection.socket);
    // Another socket speaks for this client by now, or nobody has heard of it.
    if (client === null || this.#speakers.get(client) !== connection) return;
    this.#speakers.delete(client);
    this.presence.went(connection);
    this.#teller.tell();
  }

  /** An operation that does not come through a socket: committed and sent before this returns. */
  submit(submission: Submission): Outcome {
    this.commit();
    const outcome = this.#group.accept(submission);
    if (outcome.kind === 'accepted' && !this.commit())
      throw new Error('The document cannot be written at the moment');
    return outcome;
  }

  /** What a user may do is now this (null: nothing). Takes effect on their open sockets before it returns. */
  setStanding(userId: string, standing: Standing | null): void {
    this.#standings.set(userId, standing);
    this.#teller.tell();
  }

  /** Ends what has ended by itself by now: roles and credentials of which nobody has sent anything since. */
  endOverdue(): void {
    this.#standings.endOverdue();
    this.#teller.tell();
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
    this.#speakers.clear();
    this.presence.empty();
  }

  /** Sends one message to everybody who has joined. */
  tellAll(message: ServerMessage): void {
    this.#delivery.send(JSON.stringify(message), this.#sequencer.version, this.#host.now());
  }

  /** Sends one message to those who have joined and offered to understand it. */
  tellThose(offer: Offer, message: ServerMessage): void {
    const text = JSON.stringify(message);
    this.#delivery.sendEach(text.length, (connection) => (connection.offers(offer) ? text : null));
  }

  /** The document has another title since `at`. What overtook a newer one on its way is not told. */
  renamed(title: string, at: number): void {
    if (at < this.#renamedAt) return;
    this.#renamedAt = at;
    this.tellThose('news.v1', { type: 'renamed', title });
  }

  /** Stores the open frame, then sends it; false when it could not be stored, and then every socket is closed. */
  commit(): boolean {
    return this.#group.commit();
  }

  /**
   * Whether this client id is not for this holder (Connection) to speak under: an open socket of another one has it, or it
   * is that of a page, which comes back to it after days without network, and the holder is a program.
   */
  isHeldByAnother(client: string, holder: string): boolean {
    if (holder !== '' && isPageClientId(client)) return true;
    const speaker = this.#speakers.get(client);
    return speaker?.open === true && speaker.holder !== holder;
  }

  #op(connection: Connection, message: OpMessage, data: string, now: number): void {
    const { state } = connection;
    if (connection.catchUp !== null) {
      // It was faster than its catch-up: it comes again, and catches up to where it may write.
      return this.shut(connection, CLOSE.restart, 'catch up first');
    }
    connection.lastOpAt = now;
    const outcome = this.#group.accept(
      {
        client: state.client as string,
        seq: message.seq,
        base: message.version,
        delta: message.delta,
        cursor: message.cursor,
        userId: state.user.id,
        mayWrite: may(state.role, 'write'),
        form: 'canonical',
        atHand: true,
      },
      utf8Bytes(data),
    );
    switch (outcome.kind) {
      case 'accepted':
        this.#confirm(connection, message.version);
        if (outcome.entry.cursor !== undefined) {
          state.cursor = outcome.entry.cursor;
          state.cursorVersion = outcome.version;
        }
        this.presence.acted(connection);
        return this.#group.commitSoon(now);
      case 'duplicate':
        return this.#confirm(connection, message.version);
      case 'rejected':
        this.#confirm(connection, message.version);
        if (connection.allowance?.mayBeRefused(now, data.length) === false)
          return this.shut(connection, CLOSE.rateLimited, 'too much of this is refused');
        return connection.send({
          type: 'reject',
          seq: message.seq,
          code: outcome.code,
          message: outcome.message,
        });
      case 'violation':
        return this.#violation(connection, outcome.reason);
      case 'pruned':
        // A client that never confirmed, far behind: it joins again, and catches up.
        return this.shut(connection, CLOSE.restart, 'the version lies too far back: join again');
      default:
        assertNever(outcome);
    }
  }

  #committed(frame: Frame): void {
    if (Math.floor(frame.to / SETTLE_VERSIONS) !== Math.floor(frame.from / SETTLE_VERSIONS)) {
      this.presence.settle(this.#connections.values(), frame.to);
    }
    this.#teller.tell();
  }

  #join(connection: Connection, message: JoinMessage): void {
    const { client } = message;
    const { state } = connection;
    if (state.client !== null && state.client !== client) {
      return this.#violation(connection, 'a socket speaks under one client id');
    }
    if (!ownsClientId(state.user.id, client)) {
      return this.#violation(connection, 'this client id is not yours');
    }
    if (this.isHeldByAnother(client, connection.holder)) {
      return this.#violation(connection, 'this client id is in use by another credential');
    }
    // What of this client is still in the open frame has to be in the log that it catches up from.
    if (!this.commit()) return;
    const older = this.#speakers.get(client);
    if (older !== undefined && older !== connection) this.#supersede(older);
    this.#speakers.set(client, connection);
    this.#joins.answer(connection, message);
  }

  // From now on every frame of the older socket is ignored, also one that is already queued.
  #supersede(older: Connection): void {
    older.close(CLOSE.superseded);
    older.state.gone = true;
    this.#connections.delete(older.socket);
  }

  #cursor(connection: Connection, message: CursorMessage): void {
    const { state } = connection;
    if (message.version > this.#sequencer.version) {
      return this.#violation(connection, `version ${message.version} does not exist yet`);
    }
    if (connection.catchUp !== null) connection.catchUp.confirm(message.version);
    else this.#confirm(connection, message.version);
    // A confirmation of a reader that has no selection is nobody else's business; nor can one be carried from so far.
    if (message.cursor === null && state.cursor === null) return;
    if (!this.#log.atHand(message.version)) return;
    connection.select(message.cursor, message.version);
    this.presence.moved(connection);
    this.#teller.tell();
  }

  #confirm(connection: Connection, version: number): void {
    this.#delivery.confirm(connection, version, this.#sequencer.version);
  }

  #violation(connection: Connection, reason: string): void {
    this.shut(connection, CLOSE.protocolError, reason);
  }
}
