import { and, count, desc, eq, gt, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
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
import { named } from './mentioned-names.ts';
import type { Notice } from './notices.ts';

/** A notification as stored. */
export type NotificationRow = typeof notifications.$inferSelect;
/** A user with the fields that a notification needs. */
export type ToldUser = Pick<typeof users.$inferSelect, 'id' | 'email' | 'emailVerifiedAt' | 'preferences'>;
/** A preference as stored. */
export type PreferenceRow = typeof notificationPreferences.$inferSelect;

/** The `read_at` of a notification that is not shown in the app and only waits for a mail. */
export const NEVER_SHOWN = 0;
/** The number of a user's notifications that are kept; newer ones displace older ones. */
const KEPT = 500;

const told = {
  id: users.id,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  preferences: users.preferences,
};

/** Those of at most 50 users who exist and, if a document is given, may read it at `now`. */
export async function findTold(
  db: Database,
  userIds: readonly string[],
  docId: string | null,
  now: number,
): Promise<ToldUser[]> {
  if (docId === null)
    return db
      .select(told)
      .from(users)
      .where(inArray(users.id, [...userIds]));
  return db
    .select(told)
    .from(permissions)
    .innerJoin(documents, eq(documents.id, permissions.docId))
    .innerJoin(users, eq(users.id, permissions.userId))
    .where(
      and(
        eq(permissions.docId, docId),
        inArray(permissions.userId, [...userIds]),
        holdsAt(now),
        isNull(documents.deletedAt),
      ),
    );
}

/** Whether a user with this id exists whose address is not verified. */
export async function isUnproved(db: Database, userId: string): Promise<boolean> {
  const where = and(eq(users.id, userId), isNull(users.emailVerifiedAt));
  return (await db.select({ id: users.id }).from(users).where(where)).length > 0;
}

/** The choices of at most 50 users for a kind, without users who have not chosen. */
export async function findChoices(
  db: Database,
  userIds: readonly string[],
  kind: string,
): Promise<PreferenceRow[]> {
  const { userId, kind: itsKind } = notificationPreferences;
  return db
    .select()
    .from(notificationPreferences)
    .where(and(inArray(userId, [...userIds]), eq(itsKind, kind)));
}

/** All choices of a user. */
export async function listChoices(db: Database, userId: string): Promise<PreferenceRow[]> {
  return db.select().from(notificationPreferences).where(eq(notificationPreferences.userId, userId));
}

/** Replaces all choices of a user by these, atomically. */
export async function replaceChoices(
  db: Database,
  userId: string,
  rows: readonly Omit<PreferenceRow, 'userId'>[],
): Promise<void> {
  const forget = db.delete(notificationPreferences).where(eq(notificationPreferences.userId, userId));
  if (rows.length === 0) return void (await forget);
  const values = rows.map((row) => ({ userId, ...row }));
  await db.batch([forget, db.insert(notificationPreferences).values(values)]);
}

/** Sets one or several choices, and leaves the others. */
export async function setChoices(db: Database, rows: readonly PreferenceRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insert(notificationPreferences)
    .values([...rows])
    .onConflictDoUpdate({
      target: [notificationPreferences.userId, notificationPreferences.kind],
      set: { inApp: sql`excluded.in_app`, mail: sql`excluded.mail` },
    });
}

/** A notification to be stored. */
export interface NewNotification extends Notice {
  id: string;
  eventId: string;
  at: number;
  inApp: boolean;
  mail: NotificationRow['mail'];
}

/**
 * Stores notifications (at least one), once per event and user, and only for users who may read the document at that
 * moment. Deletes each user's notifications beyond the newest 500, and those about the account's security beyond 500 of
 * their own: other users' actions cannot displace them.
 */
export async function insertNotifications(db: Database, rows: readonly NewNotification[]): Promise<void> {
  const statements = rows.flatMap(({ id, eventId, at, userId, kind, docId, actorId, data, inApp, mail }) => {
    const mayRead =
      docId === null
        ? sql`TRUE`
        : sql`EXISTS (SELECT 1 FROM ${permissions} WHERE ${permissions.docId} = ${docId} AND ${permissions.userId} = ${userId} AND ${holdsAt(Date.now())})`;
    const readAt = inApp ? sql`NULL` : sql`${NEVER_SHOWN}`;
    const isSecurity = sql`(n.kind = 'security') = (${kind} = 'security')`;
    const oldest = sql`(SELECT n.created_at FROM ${notifications} n WHERE n.user_id = ${userId} AND ${isSecurity} ORDER BY n.created_at DESC, n.id DESC LIMIT 1 OFFSET ${KEPT - 1})`;
    return [
      db
        .insert(notifications)
        .select(
          sql`SELECT ${id}, ${userId}, ${eventId}, ${kind}, ${docId}, ${actorId}, ${JSON.stringify(data)}, ${at}, ${readAt}, ${mail} WHERE ${mayRead}`,
        )
        .onConflictDoNothing(),
      db
        .delete(notifications)
        .where(
          and(
            eq(notifications.userId, userId),
            sql`(${notifications.kind} = 'security') = (${kind} = 'security')`,
            lt(notifications.createdAt, oldest),
          ),
        ),
    ];
  });
  await db.batch(statements as unknown as [BatchItem<'sqlite'>, ...BatchItem<'sqlite'>[]]);
}

const shown = {
  notification: notifications,
  title: documents.title,
  actorName: sql<string | null>`coalesce(${users.name}, ${guests.name})`,
  actorColor: sql<string | null>`coalesce(${users.color}, ${guests.color})`,
};
/** A notification with the data that it is shown with. */
export interface ShownNotification {
  notification: NotificationRow;
  title: string | null;
  actorName: string | null;
  actorColor: string | null;
}

// Excludes documents that the user may not read any more, or that are in the trash.
function readable(now: number): SQL {
  return or(
    isNull(notifications.docId),
    and(sql`${permissions.docId} IS NOT NULL`, holdsAt(now), isNull(documents.deletedAt)),
  ) as SQL;
}

function ofTheirs() {
  return and(eq(permissions.docId, notifications.docId), eq(permissions.userId, notifications.userId));
}

function selectShown(db: Database) {
  return db
    .select(shown)
    .from(notifications)
    .leftJoin(permissions, ofTheirs())
    .leftJoin(documents, eq(documents.id, notifications.docId))
    .leftJoin(users, eq(users.id, notifications.actorId))
    .leftJoin(guests, eq(guests.id, notifications.actorId))
    .$dynamic();
}

/** A page of a user's notifications in the app, newest first, after a position. */
export async function listNotifications(
  db: Database,
  userId: string,
  {
    unread,
    after,
    limit,
    now,
  }: { unread: boolean; after: readonly [number, string] | null; limit: number; now: number },
): Promise<ShownNotification[]> {
  const { createdAt, id, readAt } = notifications;
  const beyond = after
    ? or(lt(createdAt, after[0]), and(eq(createdAt, after[0]), lt(id, after[1])))
    : undefined;
  const inApp = unread ? isNull(readAt) : or(isNull(readAt), gt(readAt, NEVER_SHOWN));
  const rows = await selectShown(db)
    .where(and(eq(notifications.userId, userId), inApp, beyond, readable(now)))
    .orderBy(desc(createdAt), desc(id))
    .limit(limit);
  return named(db, rows);
}

/** The stored notifications of an event that are shown in the app, for users who may read them at `now`. */
export async function listOfEvent(db: Database, eventId: string, now: number): Promise<ShownNotification[]> {
  const rows = await selectShown(db).where(
    and(eq(notifications.eventId, eventId), isNull(notifications.readAt), readable(now)),
  );
  return named(db, rows);
}

/** The number of a user's unread notifications. */
export async function countUnread(db: Database, userId: string, now: number): Promise<number> {
  const rows = await db
    .select({ unread: count() })
    .from(notifications)
    .leftJoin(permissions, ofTheirs())
    .leftJoin(documents, eq(documents.id, notifications.docId))
    .where(and(eq(notifications.userId, userId), isNull(notifications.readAt), readable(now)));
  return rows[0]?.unread ?? 0;
}

/**
 * Marks a user's notifications as read: these (at most 100), or all. Those that are read already, or another user's,
 * stay unchanged.
 */
export async function markRead(
  db: Database,
  userId: string,
  ids: readonly string[] | 'all',
  now: number,
): Promise<void> {
  const which = ids === 'all' ? undefined : inArray(notifications.id, [...ids]);
  await db
    .update(notifications)
    .set({ readAt: now })
    .where(and(eq(notifications.userId, userId), isNull(notifications.readAt), which));
}
