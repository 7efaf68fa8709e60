import { isMarkedClientId } from '../../../src/base/fork-mark.ts';
import { isPageClientId, isTokenClientId, ownsClientId } from '../../../src/base/ids.ts';
import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Cursor, JoinMessage, ServerMessage } from '../../../src/protocol/messages.ts';
import type { Offer } from '../../../src/protocol/offers.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import { Broadcast } from './broadcast.ts';
import type { Connection } from './connection.ts';
import type { Floods } from './floods.ts';
import type { Frame } from './frame.ts';
import type { Texts } from './frame-text.ts';
import { Joins } from './joins.ts';
import type { LogSource } from './log-source.ts';
import type { AudiencePorts } from './ports.ts';
import { Presence } from './presence.ts';
import type { Standing } from './standing.ts';
import { Standings } from './standings.ts';

/** What an Audience reads from and sends through. */
export interface AudienceDeps {
  source: LogSource;
  ports: AudiencePorts;
  /** By sink, as they survived hibernation. */
  connections: Map<unknown, Connection>;
  floods: Floods;
  /** Bytes of JSON that the text may have; each client is told. */
  documentBytes: number;
}

/**
 * Serves a log to the clients that have joined: their catch-ups, each later frame, presence, and whether they may stay.
 * It does not depend on where the log comes from or what accepts operations into it.
 */
export class Audience {
  readonly #source: LogSource;
  readonly #connections: Map<unknown, Connection>;
  // The newest connection of each client id that has joined.
  readonly #speakers = new Map<string, Connection>();
  readonly #delivery: Broadcast;
  readonly #joins: Joins;
  #renamedAt = 0;
  #nextNumber = 1;
  readonly presence: Presence;
  /** Which clients may stay, and in which role. */
  readonly standings: Standings;

  constructor({ source, ports, connections, floods, documentBytes }: AudienceDeps) {
    this.#source = source;
    this.#connections = connections;
    for (const connection of connections.values()) {
      const { client } = connection.state;
      if (client !== null && connection.open) this.#speakers.set(client, connection);
      this.#nextNumber = Math.max(this.#nextNumber, (connection.state.number ?? 0) + 1);
    }
    const delivery = new Broadcast(connections);
    const now = (): number => ports.now();
    const presence = new Presence({
      source,
      delivery,
      connections: connections.values(),
      now,
      after: (ms, action) => ports.after(ms, action),
    });
    this.#delivery = delivery;
    this.presence = presence;
    const left = (connection: Connection): void => this.left(connection);
    this.#joins = new Joins({ source, ports, delivery, presence, floods, documentBytes, left });
    this.standings = new Standings({
      connections,
      shut: (connection, close, message) => this.shut(connection, close, message),
      changed: (connection) => presence.changed(connection),
      now,
    });
  }

  /** The number of clients that the last frame went to. */
  get reach(): number {
    return this.#delivery.reach;
  }

  /** The number of clients that sent an operation in the 100 ms before the last frame. */
  get activeWriters(): number {
    return this.#delivery.activeWriters;
  }

  /** Why a connection may not join under this client id; null when it may. */
  objection(connection: Connection, client: string): string | null {
    const { state, holder } = connection;
    if (state.client !== null && state.client !== client) return 'a socket speaks under one client id';
    if (!ownsClientId(state.user.id, client)) return 'this client id is not yours';
    return this.isHeldByAnother(client, holder) ? 'this client id is in use by another credential' : null;
  }

  /**
   * Whether this holder (Connection) may not use this client id: an open connection of another holder has it, or the
   * holder is a program and the id belongs to a page, which may come back to it after days without network. Ids of
   * what forks bring, and of what programs write without one, are the server's own.
   */
  isHeldByAnother(client: string, holder: string): boolean {
    if (isMarkedClientId(client) || isTokenClientId(client)) return true;
    if (holder !== '' && isPageClientId(client)) return true;
    const speaker = this.#speakers.get(client);
    return speaker?.open === true && speaker.holder !== holder;
  }

  /**
   * Answers a join that `objection` allows; the source holds all that this client has sent. Closes its older
   * connection.
   */
  join(connection: Connection, message: JoinMessage): void {
    const older = this.#speakers.get(message.client);
    if (older !== undefined && older !== connection) this.#supersede(older);
    this.#speakers.set(message.client, connection);
    if (connection.state.number === undefined) {
      connection.state.number = this.#nextNumber++;
      // A socket of an older release is named already, so nothing else would tell its number to the other clients.
      if (older === connection) this.presence.changed(connection);
    }
    this.#joins.answer(connection, message);
  }

  /** The client of this connection holds `version`. */
  confirm(connection: Connection, version: number): void {
    if (connection.catchUp !== null) connection.catchUp.confirm(version);
    else this.#delivery.confirm(connection, version, this.#source.version);
  }

  /** Sets the selection of this connection, at `version`. Does nothing when that is too far back to be transformed. */
  select(connection: Connection, cursor: Cursor, version: number): void {
    // A reader without a selection that only confirms is no news for other clients.
    if (cursor === null && connection.state.cursor === null) return;
    if (!this.#source.atHand(version)) return;
    connection.select(cursor, version);
    this.presence.moved(connection);
  }

  /** Sets what a user may do (null: nothing). Takes effect on the user's connections before it returns. */
  setStanding(userId: string, standing: Standing | null): void {
    this.standings.set(userId, standing);
    this.presence.notify();
  }

  /** Applies the roles and credentials that have expired on connections that have sent nothing since. */
  endOverdue(): void {
    this.standings.endOverdue();
    this.presence.notify();
  }

  /** The source has grown by this frame: sends it to each client that has joined and caught up. */
  publish(frame: Frame, texts: Texts, now: number): void {
    this.#delivery.send(texts, frame.length, frame.to, now);
    this.presence.grew(frame.from, frame.to, this.#connections.values());
  }

  /** Sends one message to each client that has joined and caught up. */
  send(message: ServerMessage, now: number): void {
    const text = JSON.stringify(message);
    this.#delivery.send({ long: text, short: text }, text.length, this.#source.version, now);
  }

  /** Sends one message to each client that has joined, caught up and offered to understand it. */
  sendOffered(offer: Offer, message: ServerMessage): void {
    const text = JSON.stringify(message);
    this.#delivery.sendEach(text.length, (connection) => (connection.offers(offer) ? text : null));
  }

  /** Tells a change of the review to the clients that read threads. One in a catch-up learns of it at its end. */
  sendReview(message: ReviewMessage, now: number): void {
    const text = JSON.stringify(message);
    this.#delivery.sendEach(text.length, (connection) =>
      connection.readsThreads && !connection.expired(now) && !connection.ended(now) ? text : null,
    );
  }

  /** The document has this title since `at`. A title older than the last one sent is dropped. */
  renamed(title: string, at: number): void {
    if (at < this.#renamedAt) return;
    this.#renamedAt = at;
    this.sendOffered('news.v1', { type: 'renamed', title });
  }

  /** A connection was closed, by either side. */
  left(connection: Connection): void {
    const { client } = connection.state;
    connection.state.gone = true;
    this.#connections.delete(connection.sink);
    // Either a newer connection uses this client id, or this one never joined.
    if (client === null || this.#speakers.get(client) !== connection) return;
    this.#speakers.delete(client);
    this.presence.left(connection);
  }

  /** Closes one connection; the other clients learn that it has gone. */
  shut(connection: Connection, close: Close, message?: string): void {
    connection.close(close, message);
    this.left(connection);
  }

  /** Closes every connection. */
  closeAll(close: Close, message?: string): void {
    for (const connection of this.#connections.values()) connection.close(close, message);
    this.#connections.clear();
    this.#speakers.clear();
    this.presence.empty();
  }

  // From now on each frame of the older connection is ignored, even one that is already queued.
  #supersede(older: Connection): void {
    older.close(CLOSE.superseded);
    older.state.gone = true;
    this.#connections.delete(older.sink);
  }
}
