import { and, desc, eq, gte, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { auditLog, guests, userErasures, users } from '../../platform/db/schema.ts';
import type { Event } from '../../platform/queues/events.ts';
import type { Audited } from './audited.ts';

/** A row of the audit log, with the current names of its users; null for a user that no longer has one. */
export type AuditRow = typeof auditLog.$inferSelect & {
  actorName: string | null;
  subjectName: string | null;
};

/** A filter of the audit log; times in ms since 1970, `to` exclusive. */
export interface AuditFilter {
  type?: string | undefined;
  actorId?: string | undefined;
  subjectId?: string | undefined;
  docId?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/**
 * Stores an event once. Nothing personal is stored of a user that was erased in the meantime: the statement itself
 * checks that, so no erasure can slip in between.
 */
export async function insertOnce(
  db: Database,
  { id, at, type, by }: Event,
  { subjectId, docId, details }: Audited,
): Promise<void> {
  const isErased = (userId: string | null) =>
    sql`EXISTS (SELECT 1 FROM ${userErasures} WHERE ${userErasures.userId} = ${userId})`;
  const actorErased = by.userId === null ? isErased(subjectId) : isErased(by.userId);
  const unlessErased = (value: string | null) => sql`CASE WHEN ${actorErased} THEN NULL ELSE ${value} END`;
  const kept = sql`CASE WHEN ${isErased(by.userId)} OR ${isErased(subjectId)} THEN ${JSON.stringify(impersonal(details))} ELSE ${JSON.stringify(details)} END`;
  await db.run(sql`INSERT OR IGNORE INTO ${auditLog}
    (id, at, type, actor_kind, actor_id, credential_id, address, user_agent, doc_id, subject_id, details)
    SELECT ${id}, ${at}, ${type}, ${by.kind}, ${by.userId}, ${unlessErased(by.credentialId)},
      ${unlessErased(by.address)}, ${unlessErased(by.userAgent)}, ${docId}, ${subjectId}, ${kept}`);
}

/** The details that may name a person. */
export const PERSONAL_DETAILS = ['name', 'email'] as const;

function impersonal(details: Record<string, unknown>): Record<string, unknown> {
  const rest = { ...details };
  for (const name of PERSONAL_DETAILS) delete rest[name];
  return rest;
}

/** `limit` rows, newest first, after a position. An index serves every filter. */
export async function listAudit(
  db: Database,
  filter: AuditFilter,
  { after, limit }: { after: readonly [at: number, id: string] | null; limit: number },
): Promise<AuditRow[]> {
  const { at, id, actorId, subjectId, docId, type } = auditLog;
  const rows = await db
    .select({
      row: auditLog,
      actorName: nameOf(actorId),
      subjectName: nameOf(subjectId),
    })
    .from(auditLog)
    .where(
      and(
        filter.type === undefined ? undefined : eq(type, filter.type),
        filter.actorId === undefined ? undefined : eq(actorId, filter.actorId),
        filter.subjectId === undefined ? undefined : eq(subjectId, filter.subjectId),
        filter.docId === undefined ? undefined : eq(docId, filter.docId),
        gte(at, filter.from ?? 0),
        filter.to === undefined ? undefined : lt(at, filter.to),
        after === null ? undefined : or(lt(at, after[0]), and(eq(at, after[0]), lt(id, after[1]))),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit);
  return rows.map(({ row, actorName, subjectName }) => ({ ...row, actorName, subjectName }));
}

// The name of a user or a guest: both share one kind of id.
function nameOf(column: typeof auditLog.actorId | typeof auditLog.subjectId) {
  return sql<string | null>`coalesce(
    (SELECT ${users.name} FROM ${users} WHERE ${users.id} = ${column}),
    (SELECT ${guests.name} FROM ${guests} WHERE ${guests.id} = ${column}))`;
}
