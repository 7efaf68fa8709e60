import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Connection } from './connection.ts';
import { type Standing, standingAt } from './standing.ts';

/** The connections that Standings watches, and what it calls on a change. */
interface StandingDeps {
  connections: Map<unknown, Connection>;
  /** Closes a connection, saying why; the other clients learn that it has gone. */
  shut(connection: Connection, close: Close, message?: string): void;
  /** The role that other clients see of a connection has changed. */
  changed(connection: Connection): void;
  now(): number;
}

/** What the users of open sockets may do, and until when: it may change or expire while the sockets are open. */
export class Standings {
  readonly #deps: StandingDeps;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  /** Sets what a user may do (null: nothing). Takes effect on the user's open sockets before it returns. */
  set(userId: string, standing: Standing | null): void {
    for (const connection of [...this.#deps.connections.values()]) {
      if (connection.state.user.id === userId && connection.open) this.#stand(connection, standing);
    }
  }

  /** Applies the roles and credentials that have expired on connections that have sent nothing since. */
  endOverdue(): void {
    const now = this.#deps.now();
    for (const connection of [...this.#deps.connections.values()]) {
      if (!connection.open || connection.endsAt > now) continue;
      this.bringUpToDate(connection, now);
      if (connection.open && connection.expired(now)) this.#deps.shut(connection, CLOSE.unauthenticated);
    }
  }

  /** Brings the standing of one connection to what it is at `now`. */
  bringUpToDate(connection: Connection, now: number): void {
    const { standing } = connection.state;
    const current = standingAt(standing, now);
    if (current !== standing) this.#stand(connection, current);
  }

  /** A connection may do all that its user's role allows: its credential no longer limits it. */
  unlimit(connection: Connection): void {
    connection.state.strongestRole = 'owner';
    this.#stand(connection, connection.state.standing);
  }

  #stand(connection: Connection, standing: Standing | null): void {
    if (standing === null) return this.#deps.shut(connection, CLOSE.forbidden);
    if (!connection.stand(standing)) return;
    connection.send({ type: 'role', role: connection.state.role });
    if (connection.joined) this.#deps.changed(connection);
  }
}
