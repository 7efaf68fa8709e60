import type { User } from '../../../src/protocol/messages.ts';
import type { Role } from '../../../src/protocol/role.ts';
import { type Standing, standingAt, standingOf } from '../collab/standing.ts';
import type { ConnectionGrant } from '../rpc.ts';
import type { Meta } from './meta.ts';

interface KnownUser extends Record<string, SqlStorageValue> {
  role: Role | null;
  epoch: number;
  name: string | null;
  color: string | null;
  ends_at: number | null;
  role_after: Role | null;
  guest: number | null;
}

type Profile = Pick<KnownUser, 'name' | 'color' | 'guest'>;

/**
 * The last roles and names that this Document knows of users: they let users in while the database cannot be read. The
 * epoch of each change keeps an overtaken message from undoing a newer one, and refuses a connection whose role was
 * looked up before the change.
 */
export class Access {
  readonly #sql: SqlStorage;
  readonly #meta: Meta;

  constructor(sql: SqlStorage, meta: Meta) {
    this.#sql = sql;
    this.#meta = meta;
  }

  /** Whether a role that was read at `epoch` may be outdated. */
  isStale(epoch: number): boolean {
    return epoch < this.#meta.get('accessEpoch', 0);
  }

  /**
   * The user that opens a socket, and what that user may do. Stores what was looked up, in one row when it changed, and
   * answers from the stored row what could not be looked up. Null for a user that is unknown or has no role.
   */
  admit(grant: ConnectionGrant, now: number): { user: User; standing: Standing } | null {
    const { id, name, color, guest = false } = grant.user;
    const known = this.#known(id);
    const standing = standingOf(grant);
    if (standing === null || grant.accessEpoch === null || name === null || color === null) {
      return known === undefined ? null : remembered(id, known, now);
    }
    const profile: Profile = { name, color, guest: guest ? 1 : null };
    if (known === undefined || !isSame(known, standing, profile)) {
      this.#store(id, standing, Math.max(grant.accessEpoch, known?.epoch ?? 0), profile);
    }
    return admitted(id, profile, standing, now);
  }

  /**
   * Stores a change (null: no role any more). Returns false for a change that a newer one of the same user has
   * overtaken.
   */
  change(userId: string, standing: Standing | null, epoch: number): boolean {
    const known = this.#known(userId);
    if (known !== undefined && known.epoch > epoch) return false;
    this.#store(userId, standing, epoch, known ?? NOBODY);
    this.#raise(epoch);
    return true;
  }

  /** Forgets a user's name and role and lets the user in no more; only the row with no role at the last epoch stays. */
  forget(userId: string): void {
    const known = this.#known(userId);
    if (known !== undefined) this.#store(userId, null, known.epoch, NOBODY);
  }

  /** Stores whether the document is in the trash. Returns false for a change that a newer one has overtaken. */
  setDeleted(deleted: boolean, epoch: number): boolean {
    if (epoch < this.#meta.get('deletedEpoch', 0)) return false;
    this.#meta.set('deleted', deleted);
    this.#meta.set('deletedEpoch', epoch);
    this.#raise(epoch);
    return true;
  }

  #known(userId: string): KnownUser | undefined {
    // `*` instead of names: a table that could not be migrated yet has fewer columns.
    return this.#sql.exec<KnownUser>('SELECT * FROM access WHERE user_id = ?', userId).toArray()[0];
  }

  #store(userId: string, standing: Standing | null, epoch: number, { name, color, guest }: Profile): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO access (user_id, role, epoch, name, color, ends_at, role_after, guest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      userId,
      standing?.role ?? null,
      epoch,
      name,
      color,
      standing?.endsAt ?? null,
      standing?.after ?? null,
      guest,
    );
  }

  #raise(epoch: number): void {
    this.#meta.set('accessEpoch', Math.max(epoch, this.#meta.get('accessEpoch', 0)));
  }
}

const NOBODY: Profile = { name: null, color: null, guest: null };

/** The user with the current standing; null when the standing has expired or the name is unknown. */
export function admitted(
  id: string,
  { name, color, guest }: Pick<Profile, 'guest'> & { name: string | null; color: string | null },
  standing: Standing,
  now: number,
): { user: User; standing: Standing } | null {
  const current = standingAt(standing, now);
  if (current === null || name === null || color === null) return null;
  return { user: { id, name, color, ...(guest && { guest: true as const }) }, standing: current };
}

function remembered(id: string, known: KnownUser, now: number): ReturnType<typeof admitted> {
  const standing = standingOf({ role: known.role, accessEndsAt: known.ends_at, roleAfter: known.role_after });
  return standing && admitted(id, known, standing, now);
}

function isSame(known: KnownUser, standing: Standing, profile: Profile): boolean {
  return (
    known.role === standing.role &&
    known.ends_at === standing.endsAt &&
    known.role_after === standing.after &&
    known.name === profile.name &&
    known.color === profile.color &&
    known.guest === profile.guest
  );
}
