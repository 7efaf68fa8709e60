import { and, eq, gt, isNull, or } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { apiTokens, documents, guests, permissions, sessions, users } from '../../platform/db/schema.ts';

const document = {
  id: documents.id,
  region: documents.region,
  accessEpoch: documents.accessEpoch,
  deletedAt: documents.deletedAt,
  touchedAt: documents.touchedAt,
};
const permission = {
  role: permissions.role,
  directRole: permissions.directRole,
  expiresAt: permissions.expiresAt,
};
const user = { id: users.id, name: users.name, color: users.color };

/**
 * All data of a connection by a session, in one read; undefined when the session has ended. Without a permission it
 * contains no document.
 */
export async function findBySession(
  db: Database,
  docId: string,
  { sessionId, userId }: { sessionId: string; userId: string },
  now: number,
) {
  const rows = await db
    .select({
      credential: { id: sessions.id, guestOf: sessions.guestOf },
      document,
      permission,
      user,
      guest: { id: guests.id, name: guests.name, color: guests.color },
    })
    .from(sessions)
    .leftJoin(permissions, and(eq(permissions.docId, docId), eq(permissions.userId, sessions.userId)))
    .leftJoin(documents, eq(documents.id, permissions.docId))
    .leftJoin(users, eq(users.id, sessions.userId))
    .leftJoin(guests, eq(guests.id, sessions.userId))
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), gt(sessions.expiresAt, now)));
  return rows[0];
}

/** The same for an API token; undefined when none has this hash, or it has expired. */
export async function findByToken(db: Database, docId: string, hash: string, now: number) {
  const { id, userId, scopes, docIds, expiresAt, lastUsedAt } = apiTokens;
  const rows = await db
    .select({
      credential: { id, userId, scopes, docIds, expiresAt, lastUsedAt },
      document,
      permission,
      user,
    })
    .from(apiTokens)
    .leftJoin(permissions, and(eq(permissions.docId, docId), eq(permissions.userId, userId)))
    .leftJoin(documents, eq(documents.id, permissions.docId))
    .leftJoin(users, eq(users.id, userId))
    .where(and(eq(apiTokens.hash, hash), or(isNull(expiresAt), gt(expiresAt, now))));
  return rows[0];
}
