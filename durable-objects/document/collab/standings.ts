import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Connection } from './connection.ts';
import { type Standing, standingAt } from './standing.ts';

/** Whom Standings looks after, and who hears of a change. */
interface StandingDeps {
  connections: Map<unknown, Connection>;
  /** Closes a connection, saying why; the others learn that it has gone. */
  shut(connection: Connection, close: Close, message?: string): void;
  /** What a connection is to the others has changed. */
  changed(connection: Connection): void;
  now(): number;
}

/** What the people behind open sockets may do, and until when: it changes, or ends by itself, while they are there. */
export class Standings {
  readonly #deps: StandingDeps;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  /** What a user may do is now this (null: nothing). Takes effect on their open sockets before it returns. */
  set(userId: string, standing: Standing | null): void {
    for (const connection of [...this.#deps.connections.values()]) {
      if (connection.state.user.id === userId && connection.open) this.#stand(connection, standing);
    }
  }

  /** Ends what has ended by itself by now: roles and credentials of which nobody has sent anything since. */
  endOverdue(): void {
    const now = this.#deps.now();
    for (const connection of [...this.#deps.connections.values()]) {
      if (!connection.open || connection.endsAt > now) continue;
      this.bringUpToDate(connection, now);
      if (connection.open && connection.expired(now)) this.#deps.shut(connection, CLOSE.unauthenticated);
    }
  }

  /** What one may do is what it is at `now`. */
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
