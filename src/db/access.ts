import { and, eq, lte, sql } from 'drizzle-orm';
import type { Role } from '../protocol/role.ts';
import type { Database } from './database.ts';
import { documents, owedAccess, permissions } from './schema.ts';

/** A document as stored. */
export type DocumentRow = typeof documents.$inferSelect;

/** A document, and what this user may do with it; undefined when there is none that they may know of. */
export async function findAccess(
  db: Database,
  docId: string,
  userId: string,
): Promise<{ document: DocumentRow; role: Role } | undefined> {
  const rows = await db
    .select({ document: documents, role: permissions.role })
    .from(permissions)
    .innerJoin(documents, eq(documents.id, permissions.docId))
    .where(and(eq(permissions.docId, docId), eq(permissions.userId, userId)));
  return rows[0];
}

/** `owed_access.subject` of the document itself: whether it is in the trash. */
export const WHOLE_DOCUMENT = '*';

/** The statement that raises a document's access epoch. Belongs into the batch of the change, before `owe`. */
export function raiseEpoch(db: Database, docId: string) {
  return db
    .update(documents)
    .set({ accessEpoch: sql`${documents.accessEpoch} + 1` })
    .where(eq(documents.id, docId))
    .returning({ accessEpoch: documents.accessEpoch });
}

/** The statement that notes that the Document has to be told of `subject`, at the epoch just raised. */
export function owe(db: Database, docId: string, subject: string, now: number) {
  const accessEpoch = sql`(SELECT ${documents.accessEpoch} FROM ${documents} WHERE ${documents.id} = ${docId})`;
  return db
    .insert(owedAccess)
    .values({ docId, subject, accessEpoch, createdAt: now })
    .onConflictDoUpdate({ target: [owedAccess.docId, owedAccess.subject], set: { accessEpoch } });
}

/** The Document holds everything about `subject` up to `accessEpoch`; a newer change stays owed. */
export async function settle(
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

/** Whether the Document has yet to be told about `subject`. */
export async function isOwed(db: Database, docId: string, subject: string): Promise<boolean> {
  const rows = await db
    .select({ docId: owedAccess.docId })
    .from(owedAccess)
    .where(and(eq(owedAccess.docId, docId), eq(owedAccess.subject, subject)));
  return rows.length > 0;
}

/** What Documents have to be told, oldest first. */
export async function listOwed(db: Database, limit: number) {
  return db
    .select({ docId: owedAccess.docId, subject: owedAccess.subject })
    .from(owedAccess)
    .orderBy(owedAccess.createdAt)
    .limit(limit);
}

/** The truth about `subject` as it stands: its document and, for a user, their role. Undefined without a document. */
export async function currentAccess(db: Database, docId: string, subject: string) {
  const rows = await db
    .select({ document: documents, role: permissions.role })
    .from(documents)
    .leftJoin(permissions, and(eq(permissions.docId, documents.id), eq(permissions.userId, subject)))
    .where(eq(documents.id, docId));
  return rows[0];
}
