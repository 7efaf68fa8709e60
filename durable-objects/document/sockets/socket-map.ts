import type { Connection } from '../collab/connection.ts';

/** The sockets of a Document, with counts per user that need no scan. */
export class SocketMap extends Map<unknown, Connection> {
  readonly #byUser = new Map<string, number>();
  /** How many sockets belong to guests. */
  guests = 0;

  /** How many sockets belong to this user. */
  ofUser(userId: string): number {
    return this.#byUser.get(userId) ?? 0;
  }

  override set(socket: unknown, connection: Connection): this {
    this.delete(socket);
    this.#count(connection, 1);
    return super.set(socket, connection);
  }

  override delete(socket: unknown): boolean {
    const connection = this.get(socket);
    if (connection !== undefined) this.#count(connection, -1);
    return super.delete(socket);
  }

  override clear(): void {
    this.#byUser.clear();
    this.guests = 0;
    super.clear();
  }

  #count({ state: { user } }: Connection, change: 1 | -1): void {
    const count = this.ofUser(user.id) + change;
    if (count === 0) this.#byUser.delete(user.id);
    else this.#byUser.set(user.id, count);
    if (user.guest) this.guests += change;
  }
}
