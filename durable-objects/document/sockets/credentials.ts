import { logger } from '../../../src/platform/observability/logger.ts';
import { count } from '../../../src/platform/observability/metrics.ts';
import type { OpenSocket, UserChannelRpc } from '../../user-channel/rpc.ts';
import type { Attachment, Connection } from '../collab/connection.ts';

const ANNOUNCE_AFTER_MS = 20;

/** What a Document tells a user's channel. */
type Channel = Pick<UserChannelRpc, 'socketOpened' | 'socketsClosed'>;

type Holder = Pick<Attachment, 'user' | 'credentialId' | 'docId' | 'region' | 'announced'>;

/** What Credentials needs of the object that it lives in. */
export interface CredentialsPorts {
  connections: Map<unknown, Connection>;
  channel(userId: string): Channel;
  /** Closes a connection with 4401; the other clients learn that it has gone. */
  close(connection: Connection): void;
  /** A channel could not be reached: call `retry` later. */
  failed(): void;
}

/**
 * Announces to the channels of users which of their sessions and API tokens have sockets here, once per credential, so
 * that the end of a credential closes its sockets. What a channel knows survives hibernation in the attachments
 * (`announced`).
 *
 * No socket slips through. A socket that opens while none of its credential is announced asks the channel, which
 * remembers ended credentials. A socket that opens beside an announced one is closed with it, because the channel knows
 * this place.
 */
export class Credentials {
  readonly #ports: CredentialsPorts;
  // The credentials whose channel knows that they have sockets here.
  readonly #known = new Set<string>();
  // One call at a time per credential: an opening must not overtake a closing.
  readonly #running = new Map<string, Promise<void>>();

  constructor(ports: CredentialsPorts) {
    this.#ports = ports;
  }

  /**
   * Makes sure that the channel knows of this connection's credential. Resolves to true once it does and the credential
   * has not ended; to false when it has (the connection is closed), or when the channel cannot be reached. Never rejects.
   */
  async announce(connection: Connection): Promise<boolean> {
    const { credentialId } = connection.state;
    // The channel knows other sockets of the credential here: this one is closed with them.
    if (this.#known.has(credentialId) && !this.#running.has(credentialId) && connection.open) {
      connection.state.announced = true;
      connection.save();
    } else await this.#inform(connection.state);
    return connection.open && connection.state.announced && connection.state.credentialId === credentialId;
  }

  /**
   * The same, a little later: a client that opens a document waits for the answer to its join, not for this. If the
   * call is lost, the deadline `announce` repeats it.
   */
  async announceSoon(connection: Connection): Promise<void> {
    await scheduler.wait(ANNOUNCE_AFTER_MS);
    await this.announce(connection);
  }

  /** A socket of this credential has closed, or has switched to another credential. Never rejects. */
  async left(holder: Holder): Promise<void> {
    if (holder.announced) this.#known.add(holder.credentialId);
    await this.#inform(holder);
  }

  /** Closes every socket of these credentials. */
  end(credentialIds: readonly string[]): void {
    const ended = new Set(credentialIds);
    for (const connection of [...this.#ports.connections.values()]) {
      if (!ended.has(connection.state.credentialId)) continue;
      // The channel has already dropped this place, and need not learn that its last socket has closed.
      connection.state.announced = false;
      this.#ports.close(connection);
    }
    for (const id of ended) this.#known.delete(id);
  }

  /** Whether a socket is open that its user's channel may not know. */
  get owed(): boolean {
    for (const { open, state } of this.#ports.connections.values()) if (open && !state.announced) return true;
    return false;
  }

  /** Announces the credentials that could not be announced before. Never rejects. */
  async retry(): Promise<void> {
    const waiting = new Map<string, Holder>();
    for (const { open, state } of this.#ports.connections.values()) {
      if (open && !state.announced) waiting.set(state.credentialId, state);
    }
    await Promise.all([...waiting.values()].map((holder) => this.#inform(holder)));
  }

  #inform({ user, credentialId, docId, region }: Holder): Promise<void> {
    const before = this.#running.get(credentialId) ?? Promise.resolve();
    const run = before
      .then(() => this.#report(this.#ports.channel(user.id), { credentialId, docId, region }))
      .catch((error: unknown) => {
        count('channel_failures_total', {});
        logger({ docId }).warn('the channel of a user cannot be reached', { error: String(error) });
        this.#ports.failed();
      })
      .finally(() => {
        if (this.#running.get(credentialId) === run) this.#running.delete(credentialId);
      });
    this.#running.set(credentialId, run);
    return run;
  }

  async #report(channel: Channel, place: OpenSocket): Promise<void> {
    const { credentialId } = place;
    const open = this.#open(credentialId);
    const announced = open.filter(({ state }) => state.announced).length;
    if (announced < open.length) {
      if (announced === 0) {
        const { ended } = await channel.socketOpened({ ...place, at: Date.now() });
        this.#known.add(credentialId);
        if (ended) for (const connection of this.#open(credentialId)) this.#ports.close(connection);
      }
      for (const connection of this.#open(credentialId)) {
        if (connection.state.announced) continue;
        connection.state.announced = true;
        connection.save();
      }
    }
    if (this.#open(credentialId).length > 0 || !this.#known.has(credentialId)) return;
    await channel.socketsClosed({ ...place, at: Date.now() });
    this.#known.delete(credentialId);
  }

  #open(credentialId: string): Connection[] {
    const found: Connection[] = [];
    for (const connection of this.#ports.connections.values()) {
      if (connection.open && connection.state.credentialId === credentialId) found.push(connection);
    }
    return found;
  }
}
