import { and, asc, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../platform/db/database.ts';
import { holdsAt } from '../../platform/db/grants.ts';
import { auditLog, permissions } from '../../platform/db/schema.ts';
import { beyond, PAGE, paged, type Rows } from './export-pages.ts';

/**
 * The entries of the audit log for which `where` holds, in the form that a document's owner reads: without the network
 * addresses of others. An entry of a document that the reader may not read contains neither the document nor the actor. No
 * entry has a title: it may have been given since.
 */
export function exportedAudit(
  db: Database,
  { reader, now }: { reader: string; now: number },
  where: SQL | undefined,
): Rows {
  const { at, id } = auditLog;
  const isReadable = sql<number>`${auditLog.docId} IS NULL OR ${mayRead(auditLog.docId, reader, now)}`;
  // A user who asks for access must not learn whether the document exists, until access is given.
  const tells = sql`(${auditLog.type} NOT IN ('access.requested', 'access.answered') OR ${isReadable})`;
  return paged(
    (after?: typeof auditLog.$inferSelect) =>
      db
        .select({ ...getTableColumns(auditLog), isReadable })
        .from(auditLog)
        .where(and(where, tells, after && beyond(at, id, [after.at, after.id])))
        .orderBy(asc(at), asc(id))
        .limit(PAGE),
    ({ id, at, type, actorKind, actorId, docId, subjectId, details, isReadable, ...origin }) => ({
      id,
      at,
      type,
      actorKind,
      actorId: isReadable || actorId === reader ? actorId : null,
      credentialId: actorId === reader ? origin.credentialId : null,
      address: actorId === reader ? origin.address : null,
      userAgent: actorId === reader ? origin.userAgent : null,
      docId: isReadable ? docId : null,
      subjectId: isReadable || subjectId === reader ? subjectId : null,
      details: untitled(details),
    }),
  );
}

function untitled(details: unknown): Record<string, unknown> {
  const { title: _, ...rest } = details as Record<string, unknown>;
  return rest;
}

/** Whether a user may read a document at `now`, in SQL. */
export function mayRead(docId: SQLiteColumn, userId: string, now: number): SQL {
  return sql`EXISTS (SELECT 1 FROM ${permissions} WHERE ${permissions.docId} = ${docId} AND ${permissions.userId} = ${userId} AND ${holdsAt(now)})`;
}
