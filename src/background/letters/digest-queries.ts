import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { holdsAt } from '../../platform/db/grants.ts';
import {
  documents,
  guests,
  notificationPreferences,
  notifications,
  permissions,
  users,
} from '../../platform/db/schema.ts';

/** A user with notifications to be mailed, since when, and the kinds of their stored preferences. */
export interface Waiting {
  userId: string;
  /** ms since 1970. */
  since: number;
  choices: string[];
}

/**
 * At most `limit` users with notifications for a digest, by id, after `after`. Goes from one user to the next in the
 * index, however many notifications each has.
 */
export async function listWaiting(db: Database, after: string, limit: number): Promise<Waiting[]> {
  const next = (than: string) =>
    sql`(SELECT n.user_id FROM ${notifications} n WHERE n.mail = 'due' AND n.user_id > ${sql.raw(than)} ORDER BY n.user_id LIMIT 1)`;
  const rows = await db.all<{ user_id: string; since: number; choices: string | null }>(sql`
    WITH RECURSIVE waiting(user_id) AS (
      SELECT (SELECT n.user_id FROM ${notifications} n WHERE n.mail = 'due' AND n.user_id > ${after} ORDER BY n.user_id LIMIT 1)
      UNION ALL
      SELECT ${next('waiting.user_id')} FROM waiting WHERE waiting.user_id IS NOT NULL
      LIMIT ${limit}
    )
    SELECT user_id,
      (SELECT n.created_at FROM ${notifications} n WHERE n.mail = 'due' AND n.user_id = waiting.user_id ORDER BY n.created_at LIMIT 1) AS since,
      (SELECT group_concat(p.kind) FROM ${notificationPreferences} p WHERE p.user_id = waiting.user_id) AS choices
    FROM waiting WHERE user_id IS NOT NULL`);
  return rows.map(({ user_id, since, choices }) => ({
    userId: user_id,
    since,
    choices: choices === null ? [] : choices.split(','),
  }));
}

/**
 * The pending notifications of a user, with what they are shown with; `readable`: they may read the document at this
 * moment.
 */
export async function listDue(db: Database, userId: string, limit: number) {
  return db
    .select({
      notification: notifications,
      title: documents.title,
      actorName: sql<string | null>`coalesce(${users.name}, ${guests.name})`,
      /** Whether the actor has an account with a verified address. */
      isProved: sql<number>`(${users.emailVerifiedAt} IS NOT NULL)`,
      readable: sql<number>`(${and(sql`${permissions.docId} IS NOT NULL`, holdsAt(Date.now()), isNull(documents.deletedAt))})`,
    })
    .from(notifications)
    .leftJoin(
      permissions,
      and(eq(permissions.docId, notifications.docId), eq(permissions.userId, notifications.userId)),
    )
    .leftJoin(documents, eq(documents.id, notifications.docId))
    .leftJoin(users, eq(users.id, notifications.actorId))
    .leftJoin(guests, eq(guests.id, notifications.actorId))
    .where(and(eq(notifications.mail, 'due'), eq(notifications.userId, userId)))
    .orderBy(asc(notifications.createdAt))
    .limit(limit);
}

/** A notification for a digest. */
export type Due = Awaited<ReturnType<typeof listDue>>[number];

/** The statement that ends their waiting: they were mailed, or (`none`) their user no longer wants them mailed. */
export function markDigested(db: Database, ids: readonly string[], mail: 'sent' | 'none') {
  // One parameter for any number: D1 takes a hundred parameters.
  const among = sql`${notifications.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return db.update(notifications).set({ mail }).where(among);
}
