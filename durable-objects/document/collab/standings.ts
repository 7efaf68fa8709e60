import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Connection } from './connection.ts';
import type { Host } from './host.ts';
import { type Standing, standingAt } from './standing.ts';

/** Whom it looks after, and what it tells of them. */
interface Parts {
  host: Host;
  connections: Map<unknown, Connection>;
  /** Closes a connection, saying why, and tells the others. */
  shut(connection: Connection, close: Close, message?: string): void;
  /** What a connection is to the others has changed. */
  changed(connection: Connection): void;
}

/** What the people behind open sockets may do, and until when: it changes, or ends by itself, while they are there. */
export class Standings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What a user may do is now this (null: nothing). Takes effect on their open sockets before it returns. */
  set(userId: string, standing: Standing | null): void {
    for (const connection of [...this.#parts.connections.values()]) {
      if (connection.state.user.id === userId && connection.open) this.#stand(connection, standing);
    }
  }

  /** Ends what has ended by itself by now: roles and credentials of which nobody has sent anything since. */
  endOverdue(): void {
    const now = this.#parts.host.now();
    for (const connection of [...this.#parts.connections.values()]) {
      if (!connection.open || connection.endsAt > now) continue;
      this.bringUpToDate(connection, now);
      if (connection.open && connection.expired(now)) this.#parts.shut(connection, CLOSE.unauthenticated);
    }
  }

  /** What one may do is what it is at `now`. */
  bringUpToDate(connection: Connection, now: number): void {
    const { standing } = connection.state;
    const current = standingAt(standing, now);
    if (current !== standing) this.#stand(connection, current);
  }

  /**
   * A fresh token prolongs a socket only once the user's channel has confirmed that its session has not ended. One of
   * another session takes the place of the credential before: from then on, the end of that session closes the socket.
   */
  async renew(connection: Connection, token: string): Promise<void> {
    const { host, shut } = this.#parts;
    const verified = await host.verifyToken(token);
    if (!connection.open) return;
    const { state } = connection;
    if (verified === null || verified.userId !== state.user.id) {
      return shut(connection, CLOSE.unauthenticated, 'the access token is not valid');
    }
    if (verified.credentialId !== state.credentialId) {
      const before = { ...state };
      state.credentialId = verified.credentialId;
      state.program = false;
      state.announced = false;
      connection.save();
      host.credentialLeft(before);
    }
    if (!(await host.announce(connection)) || state.credentialId !== verified.credentialId) return;
    state.expiresAt = verified.expiresAt;
    // By a session a person may do all that their role allows; a guest never had more than that.
    state.strongestRole = 'owner';
    this.#stand(connection, state.standing);
  }

  #stand(connection: Connection, standing: Standing | null): void {
    if (standing === null) return this.#parts.shut(connection, CLOSE.forbidden);
    if (!connection.stand(standing)) return;
    connection.send({ type: 'role', role: connection.state.role });
    if (connection.joined) this.#parts.changed(connection);
  }
}
