import { and, asc, eq, getTableColumns, lte, type SQL, sql } from 'drizzle-orm';
import type { Role } from '../../protocol/role.ts';
import type { Database } from './database.ts';
import { type HeldRole, heldRole, holdsAt, permissionOf, roleAt } from './grants.ts';
import { insertIf } from './insert-if.ts';
import { documents, owedAccess, permissions } from './schema.ts';

/** A document as stored. */
export type DocumentRow = typeof documents.$inferSelect;

/** A document, and what this user may do with it; undefined when there is none that they may know of. */
export async function findAccess(
  db: Database,
  docId: string,
  userId: string,
): Promise<{ document: DocumentRow; role: Role } | undefined> {
  const now = Date.now();
  const rows = await db
    .select({ document: documents, role: sql<Role>`${roleAt(now)}` })
    .from(permissions)
    .innerJoin(documents, eq(documents.id, permissions.docId))
    .where(and(permissionOf(docId, userId), holdsAt(now)));
  return rows[0];
}

/** `owed_access.subject` of the document itself: whether it is in the trash. */
export const WHOLE_DOCUMENT = '*';

/** The statement that raises a document's access epoch. It belongs in the batch of the change, before `owe`. */
export function raiseEpoch(db: Database, docId: string) {
  return db
    .update(documents)
    .set({ accessEpoch: sql`${documents.accessEpoch} + 1` })
    .where(eq(documents.id, docId))
    .returning({ accessEpoch: documents.accessEpoch });
}

/**
 * The same, only if the statement before it in its batch changed a row: a change of nothing makes no connection
 * stale.
 */
export function raiseEpochIfChanged(db: Database, docId: string) {
  return db
    .update(documents)
    .set({ accessEpoch: sql`${documents.accessEpoch} + 1` })
    .where(and(eq(documents.id, docId), sql`changes() > 0`))
    .returning({ accessEpoch: documents.accessEpoch });
}

/** The statement that records that `subject` must be pushed to the Document, at the epoch just raised. */
export function owe(db: Database, docId: string, subject: string, now: number) {
  const accessEpoch = sql`(SELECT ${documents.accessEpoch} FROM ${documents} WHERE ${documents.id} = ${docId})`;
  return db
    .insert(owedAccess)
    .values({ docId, subject, accessEpoch, createdAt: now })
    .onConflictDoUpdate({ target: [owedAccess.docId, owedAccess.subject], set: { accessEpoch } });
}

/** The same, only if the statement before it in its batch changed a row. */
export function oweIfChanged(db: Database, docId: string, subject: string, now: number) {
  const accessEpoch = sql`(SELECT ${documents.accessEpoch} FROM ${documents} WHERE ${documents.id} = ${docId})`;
  return insertIf(
    db,
    owedAccess,
    { docId, subject, accessEpoch, createdAt: now },
    sql`changes() > 0`,
  ).onConflictDoUpdate({ target: [owedAccess.docId, owedAccess.subject], set: { accessEpoch } });
}

/**
 * The statement that records this for every user whose permission in this document matches `where`, before it changes.
 */
export function oweAll(db: Database, docId: string, where: SQL, now: number) {
  const accessEpoch = sql`(SELECT ${documents.accessEpoch} FROM ${documents} WHERE ${documents.id} = ${docId})`;
  return db
    .insert(owedAccess)
    .select(
      sql`SELECT ${permissions.docId}, ${permissions.userId}, ${accessEpoch}, ${now} FROM ${permissions} WHERE ${permissions.docId} = ${docId} AND ${where}`,
    )
    .onConflictDoUpdate({ target: [owedAccess.docId, owedAccess.subject], set: { accessEpoch } });
}

/** The Document has everything about `subject` up to `accessEpoch`; a newer change stays owed. */
export async function markPushed(
  db: Database,
  docId: string,
  subject: string,
  accessEpoch: number,
): Promise<void> {
  await db
    .delete(owedAccess)
    .where(
      and(
        eq(owedAccess.docId, docId),
        eq(owedAccess.subject, subject),
        lte(owedAccess.accessEpoch, accessEpoch),
      ),
    );
}

/** Whether the Document must still be told about `subject`. */
export async function isOwed(db: Database, docId: string, subject: string): Promise<boolean> {
  const rows = await db
    .select({ docId: owedAccess.docId })
    .from(owedAccess)
    .where(and(eq(owedAccess.docId, docId), eq(owedAccess.subject, subject)));
  return rows.length > 0;
}

/** What Documents must be told, oldest first. */
export async function listOwed(db: Database, limit: number) {
  return db
    .select({ docId: owedAccess.docId, subject: owedAccess.subject })
    .from(owedAccess)
    .orderBy(owedAccess.createdAt)
    .limit(limit);
}

/**
 * The current state of `subject`: its document and, for a user, their role, which ends with the link that it came by.
 * Undefined without a document.
 */
export async function currentAccess(
  db: Database,
  docId: string,
  subject: string,
): Promise<{ document: DocumentRow; held: HeldRole } | undefined> {
  const rows = await db
    .select({ document: documents, permission: permissions })
    .from(documents)
    .leftJoin(permissions, and(eq(permissions.docId, documents.id), eq(permissions.userId, subject)))
    .where(eq(documents.id, docId));
  return rows[0] && { document: rows[0].document, held: heldRole(rows[0].permission, Date.now()) };
}

/** The same for at most `limit` users about whom this document's Document must still be told. */
export async function listOwedUsers(
  db: Database,
  docId: string,
  limit: number,
): Promise<{ userId: string; held: HeldRole; accessEpoch: number }[]> {
  const rows = await db
    .select({
      userId: owedAccess.subject,
      accessEpoch: documents.accessEpoch,
      permission: getTableColumns(permissions),
    })
    .from(owedAccess)
    .innerJoin(documents, eq(documents.id, owedAccess.docId))
    .leftJoin(
      permissions,
      and(eq(permissions.docId, owedAccess.docId), eq(permissions.userId, owedAccess.subject)),
    )
    .where(and(eq(owedAccess.docId, docId), sql`${owedAccess.subject} <> ${WHOLE_DOCUMENT}`))
    .orderBy(asc(owedAccess.subject))
    .limit(limit);
  const now = Date.now();
  return rows.map(({ permission, ...row }) => ({ ...row, held: heldRole(permission, now) }));
}

/** The Document has everything about the users from one id to another that was owed up to `accessEpoch`. */
export async function markUsersPushed(
  db: Database,
  docId: string,
  { from, to, accessEpoch }: { from: string; to: string; accessEpoch: number },
): Promise<void> {
  const { subject } = owedAccess;
  await db
    .delete(owedAccess)
    .where(
      and(
        eq(owedAccess.docId, docId),
        sql`${subject} BETWEEN ${from} AND ${to} AND ${subject} <> ${WHOLE_DOCUMENT}`,
        lte(owedAccess.accessEpoch, accessEpoch),
      ),
    );
}
