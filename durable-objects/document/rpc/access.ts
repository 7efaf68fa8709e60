import type { Role } from '../../../src/protocol/role.ts';

/** What a user may do from now on. */
export interface AccessChange {
  userId: string;
  /** Null for nothing. */
  role: Role | null;
  /** When the role expires, in ms since 1970; never when absent. */
  accessEndsAt?: number | null;
  /** The role from then on; none when absent. */
  roleAfter?: Role | null;
  /** `documents.access_epoch` as of the change. */
  accessEpoch: number;
}

/** What features report about users: what each may do from now on. */
export interface AccessRpc {
  /**
   * A user's role changed (null: removed). Resolves when it is in force: the user's open sockets have been notified or
   * closed with 4403, and connections with an older epoch are refused.
   */
  setAccess(change: AccessChange): Promise<void>;
  /** The same for several users. */
  setAccessOfMany(changes: readonly AccessChange[]): Promise<void>;
  /** These sessions or API tokens have ended. Their sockets are closed with 4401 when it resolves. */
  endSessions(credentialIds: readonly string[]): Promise<void>;
  /** A user was erased: nothing here names them any more. */
  forgetUser(userId: string): Promise<void>;
  /** The document moved into the trash (each socket closes with 4410, edits are refused), or out of it again. */
  setDeleted(change: { deleted: boolean; accessEpoch: number }): Promise<void>;
}
