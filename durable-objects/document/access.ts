import type { User } from '../../src/protocol/messages.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { Meta } from './meta.ts';
import type { ConnectionGrant } from './rpc.ts';

interface KnownUser extends Record<string, SqlStorageValue> {
  role: Role | null;
  epoch: number;
  name: string | null;
  color: string | null;
}

/**
 * What this Document was last told of people's roles, and who they are: it lets them in while nobody can look it up. The epoch of each change keeps a message that was overtaken by a
 * newer one from undoing it, and a connection that looked its role up too early from slipping through.
 */
export class Access {
  readonly #sql: SqlStorage;
  readonly #meta: Meta;

  constructor(sql: SqlStorage, meta: Meta) {
    this.#sql = sql;
    this.#meta = meta;
  }

  /** Whether a role that was read at `epoch` may be out of date. */
  isStale(epoch: number): boolean {
    return epoch < this.#meta.get('accessEpoch', 0);
  }

  /**
   * Who opens a socket, and as what. What was looked up is remembered, one row when it is news; what could not be looked
   * up is answered from that memory. Null for somebody of whom nothing is known, or that they have no role.
   */
  admit({ user, role, accessEpoch }: ConnectionGrant): { user: User; role: Role } | null {
    const { id, name, color } = user;
    const [known] = this.#sql
      .exec<KnownUser>('SELECT role, epoch, name, color FROM access WHERE user_id = ?', id)
      .toArray();
    if (role === null || accessEpoch === null || name === null || color === null) {
      if (known === undefined || known.role === null || known.name === null || known.color === null)
        return null;
      return { user: { id, name: known.name, color: known.color }, role: known.role };
    }
    if (known?.role !== role || known.name !== name || known.color !== color) {
      this.#store(id, role, Math.max(accessEpoch, known?.epoch ?? 0), name, color);
    }
    return { user: { id, name, color }, role };
  }

  /** Stores a change; false for one that a newer change of the same user has overtaken. */
  change(userId: string, role: Role | null, epoch: number): boolean {
    const [known] = this.#sql
      .exec<KnownUser>('SELECT role, epoch, name, color FROM access WHERE user_id = ?', userId)
      .toArray();
    if (known !== undefined && known.epoch > epoch) return false;
    this.#store(userId, role, epoch, known?.name ?? null, known?.color ?? null);
    this.#raise(epoch);
    return true;
  }

  /** Stores whether the document is in the trash; false for a change that a newer one has overtaken. */
  setDeleted(deleted: boolean, epoch: number): boolean {
    if (epoch < this.#meta.get('deletedEpoch', 0)) return false;
    this.#meta.set('deleted', deleted);
    this.#meta.set('deletedEpoch', epoch);
    this.#raise(epoch);
    return true;
  }

  #store(userId: string, role: Role | null, epoch: number, name: string | null, color: string | null): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO access (user_id, role, epoch, name, color) VALUES (?, ?, ?, ?, ?)',
      userId,
      role,
      epoch,
      name,
      color,
    );
  }

  #raise(epoch: number): void {
    this.#meta.set('accessEpoch', Math.max(epoch, this.#meta.get('accessEpoch', 0)));
  }
}
