import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Connection } from '../collab/connection.ts';
import { standingOf } from '../collab/standing.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { AccessChange, AccessRpc } from '../rpc.ts';
import type { Connections } from '../sockets/connections.ts';
import type { Credentials } from '../sockets/credentials.ts';

/** What AccessAnswers needs of the object that it lives in. */
interface AccessPorts {
  lifecycle: Lifecycle;
  connections: Connections;
  credentials: Credentials;
  /** Closes one socket; the other clients learn that it has gone. */
  shut(connection: Connection, close: Close): void;
  /** Something about a socket ends by itself at this time, in ms since 1970. */
  endsAt(at: number): void;
}

/** Changes of what users may do. Each change is in force when its call resolves. */
export class AccessAnswers implements AccessRpc {
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  setAccess(change: AccessChange): Promise<void> {
    return this.setAccessOfMany([change]);
  }

  async setAccessOfMany(changes: readonly AccessChange[]): Promise<void> {
    const core = await this.#ports.lifecycle.ready();
    if (core === null) return;
    for (const change of changes) {
      const standing = standingOf(change);
      if (core.access.change(change.userId, standing, change.accessEpoch))
        core.audience.setStanding(change.userId, standing);
    }
    const ends = this.#ports.connections.nextEnd(Date.now());
    if (ends !== null) this.#ports.endsAt(ends);
  }

  async endSessions(credentialIds: readonly string[]): Promise<void> {
    this.#ports.credentials.end(credentialIds);
  }

  async forgetUser(userId: string): Promise<void> {
    const { lifecycle, connections, shut } = this.#ports;
    const core = await lifecycle.ready();
    core?.access.forget(userId);
    core?.review.forget(userId);
    for (const connection of [...connections.bySocket.values()]) {
      if (connection.state.user.id === userId) shut(connection, CLOSE.unauthenticated);
    }
  }

  async setDeleted({ deleted, accessEpoch }: { deleted: boolean; accessEpoch: number }): Promise<void> {
    const core = await this.#ports.lifecycle.ready();
    if (core === null || !core.access.setDeleted(deleted, accessEpoch)) return;
    core.collaboration.commit();
    if (deleted) core.audience.closeAll(CLOSE.deleted);
  }
}
