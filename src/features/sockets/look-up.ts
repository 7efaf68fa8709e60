import type { ConnectionGrant } from '../../../durable-objects/document/rpc.ts';
import { must } from '../../base/assert.ts';
import type { Database } from '../../platform/db/database.ts';
import { heldRole } from '../../platform/db/grants.ts';
import { type Caller, meansOf, opens } from '../../platform/tokens/caller.ts';
import type { SocketCredential } from '../../platform/tokens/socket-credential.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';
import { strongestRole } from '../../protocol/permissions.ts';
import type { Role } from '../../protocol/role.ts';
import { findBySession, findByToken } from './queries.ts';

/** The data of a connecting user and of the document. */
export interface Found extends Omit<ConnectionGrant, 'docId' | 'origin' | 'region'> {
  region: NonNullable<ConnectionGrant['region']> | null;
  touchedAt: number | null;
  /** The caller; null when it could not be looked up. */
  caller: Caller | null;
}

/**
 * Looks up the caller of a socket and the role by one indexed read of the primary database, since a replica could still
 * have an ended session or a removed role. Returns the close code of a refusal.
 */
export async function lookUp(
  db: Database,
  docId: string,
  credential: SocketCredential,
  now: number,
): Promise<Found | Close> {
  const row =
    credential.kind === 'session'
      ? await sessionRow(db, docId, credential, now)
      : await tokenRow(db, docId, credential.hash, now);
  if (row === null) return CLOSE.unauthenticated;
  const { caller, user, document, permission } = row;
  const strongest = strongestRole(meansOf(caller));
  if (strongest === null) return CLOSE.forbidden;
  const { role, ...ending } = heldRole(permission, now);
  if (!opens(caller, docId) || document === null || role === null || user === null) return CLOSE.notFound;
  if (document.deletedAt !== null) return CLOSE.deleted;
  return {
    caller,
    user: { ...user, guest: caller.kind === 'guest' },
    credentialId: caller.credentialId,
    program: caller.kind === 'token',
    strongestRole: strongest,
    role,
    ...ending,
    accessEpoch: document.accessEpoch,
    expiresAt: caller.expiresAt,
    region: document.region,
    touchedAt: document.touchedAt,
  };
}

/** A connection during an outage of D1: the session's id only, which the Document may or may not know. */
export function unknownRole(
  { userId, sessionId, expiresAt }: Extract<SocketCredential, { kind: 'session' }>,
  region: Found['region'],
): Found {
  return {
    caller: null,
    user: { id: userId, name: null, color: null },
    credentialId: sessionId,
    strongestRole: 'owner' satisfies Role,
    role: null,
    accessEndsAt: null,
    accessEpoch: null,
    expiresAt,
    region,
    touchedAt: null,
  };
}

async function sessionRow(
  db: Database,
  docId: string,
  { userId, sessionId, expiresAt }: Extract<SocketCredential, { kind: 'session' }>,
  now: number,
) {
  const row = await findBySession(db, docId, { sessionId, userId }, now);
  if (!row) return null;
  const { guestOf } = row.credential;
  const base = { userId, credentialId: sessionId, expiresAt };
  const caller: Caller =
    guestOf === null
      ? { kind: 'person', ...base, authenticatedAt: 0 }
      : { kind: 'guest', ...base, docId: guestOf };
  return { ...row, caller, user: guestOf === null ? row.user : row.guest };
}

async function tokenRow(db: Database, docId: string, hash: string, now: number) {
  const row = await findByToken(db, docId, hash, now);
  if (!row) return null;
  const { id, ...token } = must(row.credential, 'a token without itself');
  const caller: Caller = { kind: 'token', credentialId: id, ...token };
  return { ...row, caller };
}
