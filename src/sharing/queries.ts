import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from '../db/access.ts';
import type { Database } from '../db/database.ts';
import { permissions, stars, users } from '../db/schema.ts';
import type { Role } from '../protocol/role.ts';

/** Gives a user a role and notes that the Document has to be told. The owner's own row is never changed by it. */
export async function grant(
  db: Database,
  docId: string,
  userId: string,
  role: Exclude<Role, 'owner'>,
): Promise<void> {
  const now = Date.now();
  await db.batch([
    db
      .insert(permissions)
      .values({ docId, userId, role, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({
        target: [permissions.docId, permissions.userId],
        set: { role, updatedAt: now },
        setWhere: sql`${permissions.role} <> 'owner'`,
      }),
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
  ]);
}

/** Takes a user's role away and notes that the Document has to be told. The owner's own row is never taken away. */
export async function revoke(db: Database, docId: string, userId: string): Promise<void> {
  await db.batch([
    db
      .delete(permissions)
      .where(
        and(
          eq(permissions.docId, docId),
          eq(permissions.userId, userId),
          sql`${permissions.role} <> 'owner'`,
        ),
      ),
    db.delete(stars).where(and(eq(stars.userId, userId), eq(stars.docId, docId))),
    raiseEpoch(db, docId),
    owe(db, docId, userId, Date.now()),
  ]);
}

/** `limit` people with a role in this document, by user id, after `after`. */
export async function listMembers(
  db: Database,
  docId: string,
  { after, limit }: { after: string | null; limit: number },
) {
  return db
    .select({ role: permissions.role, createdAt: permissions.createdAt, user: users })
    .from(permissions)
    .innerJoin(users, eq(users.id, permissions.userId))
    .where(and(eq(permissions.docId, docId), after === null ? undefined : gt(permissions.userId, after)))
    .orderBy(asc(permissions.userId))
    .limit(limit);
}

/** A member of this document, or undefined. */
export async function findMember(db: Database, docId: string, userId: string) {
  const rows = await db
    .select({ role: permissions.role, createdAt: permissions.createdAt, user: users })
    .from(permissions)
    .innerJoin(users, eq(users.id, permissions.userId))
    .where(and(eq(permissions.docId, docId), eq(permissions.userId, userId)));
  return rows[0];
}

/** The id of the user with this one, or undefined. */
export async function findUserId(
  db: Database,
  by: { id: string } | { email: string },
): Promise<string | undefined> {
  const where = 'id' in by ? eq(users.id, by.id) : eq(users.email, by.email);
  return (await db.select({ id: users.id }).from(users).where(where))[0]?.id;
}
