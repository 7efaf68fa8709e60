import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { holdsAt } from '../../platform/db/grants.ts';
import {
  accessRequests,
  apiTokens,
  auditLog,
  documents,
  identities,
  importFiles,
  imports,
  invitations,
  notificationPreferences,
  notifications,
  ownerOffers,
  passkeys,
  permissions,
  recoveryCodes,
  sessions,
  stars,
  totp,
  uploads,
  visits,
} from '../../platform/db/schema.ts';
import { shownData } from '../notifications/representation.ts';
import { exportedAudit, mayRead } from './export-audit.ts';
import { beyond, none, PAGE, paged, type Rows, whole } from './export-pages.ts';

/**
 * All data of D1 about a user, by name, in the form of the routes: each column is listed here, so a new one is in no
 * export until it is added. Never a hash, a secret, a key, or the network address of another person. The user's own
 * documents are not here: see `listOwned` (export-documents.ts).
 */
export function heldAbout(
  db: Database,
  user: { id: string; email: string; emailVerified: boolean },
): Record<string, Rows> {
  const { id } = user;
  const now = Date.now();
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
    uploads: exportedUploads(db, id, now),
    imports: whole(
      db
        .select({
          id: imports.id,
          fileName: imports.fileName,
          size: imports.size,
          state: imports.state,
          total: imports.total,
          createdAt: imports.createdAt,
          endedAt: imports.endedAt,
        })
        .from(imports)
        .where(eq(imports.userId, id)),
    ),
    'import-files': exportedImportFiles(db, id),
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
        .where(and(eq(permissions.userId, id), holdsAt(now))),
    ),
    stars: whole(
      db
        .select({ docId: stars.docId, createdAt: stars.createdAt })
        .from(stars)
        .where(and(eq(stars.userId, id), mayRead(stars.docId, id, now))),
    ),
    visits: whole(
      db
        .select({ docId: visits.docId, version: visits.version, at: visits.at })
        .from(visits)
        .where(and(eq(visits.userId, id), mayRead(visits.docId, id, now))),
    ),
    'invitations-sent': whole(
      db
        .select({
          id: invitations.id,
          docId: invitations.docId,
          email: invitations.email,
          role: invitations.role,
          message: invitations.message,
          createdAt: invitations.createdAt,
          expiresAt: invitations.expiresAt,
        })
        .from(invitations)
        .where(eq(invitations.invitedBy, id)),
    ),
    // An unverified address may belong to another person, and so would invitations to it.
    'invitations-received': user.emailVerified ? whole(receivedInvitations(db, user.email)) : none(),
    'access-requests': whole(
      db
        .select({
          id: accessRequests.id,
          docId: accessRequests.docId,
          role: accessRequests.role,
          message: accessRequests.message,
          createdAt: accessRequests.createdAt,
        })
        .from(accessRequests)
        // Other requests would reveal that the document exists.
        .where(and(eq(accessRequests.userId, id), mayRead(accessRequests.docId, id, now))),
    ),
    'owner-offers': whole(
      db
        .select({
          docId: ownerOffers.docId,
          fromId: ownerOffers.fromId,
          toId: ownerOffers.toId,
          createdAt: ownerOffers.createdAt,
          expiresAt: ownerOffers.expiresAt,
        })
        .from(ownerOffers)
        .where(
          and(or(eq(ownerOffers.fromId, id), eq(ownerOffers.toId, id)), mayRead(ownerOffers.docId, id, now)),
        ),
    ),
    'notification-preferences': whole(
      db
        .select({
          kind: notificationPreferences.kind,
          inApp: notificationPreferences.inApp,
          mail: notificationPreferences.mail,
        })
        .from(notificationPreferences)
        .where(eq(notificationPreferences.userId, id)),
    ),
    notifications: exportedNotifications(db, id, now),
    'audit-log-by-you': exportedAudit(db, { reader: id, now }, eq(auditLog.actorId, id)),
    'audit-log-about-you': exportedAudit(
      db,
      { reader: id, now },
      and(eq(auditLog.subjectId, id), sql`${auditLog.actorId} IS NOT ${id}`),
    ),
  };
}

function exportedUploads(db: Database, userId: string, now: number): Rows {
  const { docId, hash, type, size, width, height, uploadedAt } = uploads;
  return paged(
    (after?: { docId: string; hash: string }) =>
      db
        .select({ docId, hash, type, size, width, height, uploadedAt })
        .from(uploads)
        .where(
          and(
            eq(uploads.authorId, userId),
            mayRead(docId, userId, now),
            after && beyond(docId, hash, [after.docId, after.hash]),
          ),
        )
        .orderBy(asc(docId), asc(hash))
        .limit(PAGE),
    (row) => row,
  );
}

function exportedImportFiles(db: Database, userId: string): Rows {
  const { importId, number, path, docId, state, title, code } = importFiles;
  const own = db.select({ id: imports.id }).from(imports).where(eq(imports.userId, userId));
  return paged(
    (after?: { importId: string; number: number }) =>
      db
        .select({ importId, number, path, docId, state, title, code })
        .from(importFiles)
        .where(
          and(
            inArray(importId, own),
            after && sql`(${importId}, ${number}) > (${after.importId}, ${after.number})`,
          ),
        )
        .orderBy(asc(importId), asc(number))
        .limit(PAGE),
    (row) => row,
  );
}

function receivedInvitations(db: Database, email: string) {
  return db
    .select({
      docId: invitations.docId,
      role: invitations.role,
      message: invitations.message,
      invitedBy: invitations.invitedBy,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
    })
    .from(invitations)
    .where(eq(invitations.email, email));
}

function exportedNotifications(db: Database, userId: string, now: number): Rows {
  const { id, createdAt } = notifications;
  return paged(
    (after?: typeof notifications.$inferSelect) =>
      db
        .select()
        .from(notifications)
        .where(
          and(
            eq(notifications.userId, userId),
            or(isNull(notifications.docId), mayRead(notifications.docId, userId, now)),
            after && beyond(createdAt, id, [after.createdAt, after.id]),
          ),
        )
        .orderBy(asc(createdAt), asc(id))
        .limit(PAGE),
    ({ id, kind, docId, actorId, data, createdAt, readAt }) => ({
      id,
      kind,
      docId,
      actorId,
      data: shownData(data),
      createdAt,
      readAt,
    }),
  );
}
