import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../db/database.ts';
import {
  accessRequests,
  apiTokens,
  auditLog,
  documents,
  identities,
  invitations,
  notificationPreferences,
  notifications,
  passkeys,
  permissions,
  recoveryCodes,
  sessions,
  stars,
  totp,
  visits,
} from '../db/schema.ts';

const PAGE = 500;

/** A part of what is held about a user: its rows, page by page. */
export type Rows = AsyncGenerator<Record<string, unknown>[]>;

/**
 * Everything that D1 holds about a user, by name; never a hash, a secret or a key. Documents of their own are not here:
 * `listOwned`.
 */
export function heldAbout(db: Database, user: { id: string; email: string }): Record<string, Rows> {
  const { id } = user;
  return {
    identities: whole(
      db
        .select({
          provider: identities.provider,
          subject: identities.subject,
          createdAt: identities.createdAt,
        })
        .from(identities)
        .where(eq(identities.userId, id)),
    ),
    sessions: whole(
      db
        .select({
          id: sessions.id,
          name: sessions.name,
          userAgent: sessions.userAgent,
          createdAt: sessions.createdAt,
          lastUsedAt: sessions.rotatedAt,
          authenticatedAt: sessions.authenticatedAt,
          expiresAt: sessions.expiresAt,
        })
        .from(sessions)
        .where(eq(sessions.userId, id)),
    ),
    passkeys: whole(
      db
        .select({
          name: passkeys.name,
          transports: passkeys.transports,
          backedUp: passkeys.backedUp,
          createdAt: passkeys.createdAt,
          lastUsedAt: passkeys.lastUsedAt,
        })
        .from(passkeys)
        .where(eq(passkeys.userId, id)),
    ),
    'authenticator-apps': whole(
      db
        .select({ confirmedAt: totp.confirmedAt, createdAt: totp.createdAt })
        .from(totp)
        .where(eq(totp.userId, id)),
    ),
    'recovery-codes': whole(
      db
        .select({ createdAt: recoveryCodes.createdAt })
        .from(recoveryCodes)
        .where(eq(recoveryCodes.userId, id)),
    ),
    'api-tokens': whole(
      db
        .select({
          id: apiTokens.id,
          name: apiTokens.name,
          hint: apiTokens.hint,
          scopes: apiTokens.scopes,
          docIds: apiTokens.docIds,
          createdAt: apiTokens.createdAt,
          lastUsedAt: apiTokens.lastUsedAt,
          expiresAt: apiTokens.expiresAt,
        })
        .from(apiTokens)
        .where(eq(apiTokens.userId, id)),
    ),
    memberships: whole(
      db
        .select({
          docId: permissions.docId,
          title: documents.title,
          role: permissions.role,
          since: permissions.createdAt,
          expiresAt: permissions.expiresAt,
        })
        .from(permissions)
        .innerJoin(documents, eq(documents.id, permissions.docId))
        .where(eq(permissions.userId, id)),
    ),
    stars: whole(
      db.select({ docId: stars.docId, createdAt: stars.createdAt }).from(stars).where(eq(stars.userId, id)),
    ),
    visits: whole(
      db
        .select({ docId: visits.docId, version: visits.version, at: visits.at })
        .from(visits)
        .where(eq(visits.userId, id)),
    ),
    invitations: whole(
      db
        .select()
        .from(invitations)
        .where(or(eq(invitations.invitedBy, id), eq(invitations.email, user.email))),
    ),
    'access-requests': whole(db.select().from(accessRequests).where(eq(accessRequests.userId, id))),
    'notification-preferences': whole(
      db.select().from(notificationPreferences).where(eq(notificationPreferences.userId, id)),
    ),
    notifications: paged(
      db,
      notifications,
      eq(notifications.userId, id),
      notifications.createdAt,
      notifications.id,
    ),
    'audit-log-by-you': paged(db, auditLog, eq(auditLog.actorId, id), auditLog.at, auditLog.id),
    'audit-log-about-you': paged(
      db,
      auditLog,
      and(eq(auditLog.subjectId, id), sql`${auditLog.actorId} IS NOT ${id}`),
      auditLog.at,
      auditLog.id,
    ),
  };
}

/** The documents that a user owns, those in the trash too, page by page. */
export async function* listOwned(db: Database, ownerId: string) {
  for (let after: { updatedAt: number; id: string } | null = null; ; ) {
    const { updatedAt, id } = documents;
    const page: (typeof documents.$inferSelect)[] = await db
      .select()
      .from(documents)
      .where(and(eq(documents.ownerId, ownerId), after === null ? undefined : beyond(updatedAt, id, after)))
      .orderBy(asc(updatedAt), asc(id))
      .limit(PAGE);
    yield page;
    const last = page.at(-1);
    if (page.length < PAGE || !last) return;
    after = last;
  }

  function beyond(
    key: typeof documents.updatedAt,
    id: typeof documents.id,
    last: { updatedAt: number; id: string },
  ) {
    return or(gt(key, last.updatedAt), and(eq(key, last.updatedAt), gt(id, last.id)));
  }
}

async function* whole(rows: PromiseLike<Record<string, unknown>[]>): Rows {
  yield await rows;
}

async function* paged(
  db: Database,
  table: SQLiteTable,
  where: ReturnType<typeof and>,
  key: SQLiteColumn,
  id: SQLiteColumn,
): Rows {
  for (let after: [unknown, unknown] | null = null; ; ) {
    const beyond = after && or(gt(key, after[0]), and(eq(key, after[0]), gt(id, after[1])));
    const rows: { row: Record<string, unknown>; key: unknown; id: unknown }[] = await db
      .select({ row: table as never, key, id })
      .from(table)
      .where(and(where, beyond ?? undefined))
      .orderBy(asc(key), asc(id))
      .limit(PAGE);
    yield rows.map(({ row }) => row);
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = [last.key, last.id];
  }
}
