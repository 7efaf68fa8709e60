import type { Role } from '../../src/protocol/role.ts';
import type { Meta } from './meta.ts';

/**
 * What this Document was last told of people's roles. The epoch of each change keeps a message that was overtaken by a
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

  /** Stores a change; false for one that a newer change of the same user has overtaken. */
  change(userId: string, role: Role | null, epoch: number): boolean {
    const [known] = this.#sql
      .exec<{ epoch: number }>('SELECT epoch FROM access WHERE user_id = ?', userId)
      .toArray();
    if (known !== undefined && known.epoch > epoch) return false;
    this.#sql.exec(
      'INSERT OR REPLACE INTO access (user_id, role, epoch) VALUES (?, ?, ?)',
      userId,
      role,
      epoch,
    );
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

  #raise(epoch: number): void {
    this.#meta.set('accessEpoch', Math.max(epoch, this.#meta.get('accessEpoch', 0)));
  }
}
