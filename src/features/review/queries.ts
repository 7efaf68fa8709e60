import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { holdsAt } from '../../platform/db/grants.ts';
import { guests, permissions, users } from '../../platform/db/schema.ts';
import type { User } from '../../protocol/messages.ts';

/** Those of these users and guests who have a role in the document at `now`, by id; one query for any number. */
export async function findMembers(
  db: Database,
  docId: string,
  ids: readonly string[],
  now: number,
): Promise<Map<string, User>> {
  const rows = await db
    .select({
      id: permissions.userId,
      user: { name: users.name, color: users.color },
      guest: { name: guests.name, color: guests.color },
    })
    .from(permissions)
    .leftJoin(users, eq(users.id, permissions.userId))
    .leftJoin(guests, eq(guests.id, permissions.userId))
    .where(
      and(
        eq(permissions.docId, docId),
        sql`${permissions.userId} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
        holdsAt(now),
      ),
    );
  const members = new Map<string, User>();
  for (const { id, user, guest } of rows) {
    if (user !== null) members.set(id, { id, ...user });
    else if (guest !== null) members.set(id, { id, ...guest, guest: true });
  }
  return members;
}

/** A user with an account as the review shows them. */
export async function findAuthor(db: Database, id: string): Promise<User | undefined> {
  const { name, color } = users;
  return (await db.select({ id: users.id, name, color }).from(users).where(eq(users.id, id)))[0];
}
