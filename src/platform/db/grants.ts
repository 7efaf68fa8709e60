import { and, eq, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Role } from '../../protocol/role.ts';
import type { Database } from './database.ts';
import { permissions } from './schema.ts';

// A row says what a user has: `role`. Either it came by a link (`linkId`, with its `expiresAt`), beside a weaker role
// that was given to them directly (`directRole`); or it was given to them directly, and the other three are null.

/** A role that can be given; only handing a document over makes an owner. */
export type GivenRole = Exclude<Role, 'owner'>;

/** The role of a permission at `now`, in SQL: null for an expired one. */
export function roleAt(now: number): SQL<Role | null> {
  const { role, directRole, expiresAt } = permissions;
  return sql<Role | null>`CASE WHEN ${expiresAt} <= ${now} THEN ${directRole} ELSE ${role} END`;
}

/** Whether a permission is valid at `now`, in SQL. */
export function holdsAt(now: number): SQL {
  return sql`(${permissions.expiresAt} IS NULL OR ${permissions.expiresAt} > ${now} OR ${permissions.directRole} IS NOT NULL)`;
}

/** What a user may do, and until when, as the Document is told. Times in ms since 1970. */
export interface HeldRole {
  /** Null for none. */
  role: Role | null;
  accessEndsAt: number | null;
  roleAfter: Role | null;
}

/** What a permission gives at `now`; no permission gives nothing. */
export function heldRole(
  row: Pick<typeof permissions.$inferSelect, 'role' | 'directRole' | 'expiresAt'> | null,
  now: number,
): HeldRole {
  if (row === null) return { role: null, accessEndsAt: null, roleAfter: null };
  const { role, directRole, expiresAt } = row;
  if (expiresAt === null) return { role, accessEndsAt: null, roleAfter: null };
  return expiresAt <= now
    ? { role: directRole, accessEndsAt: null, roleAfter: null }
    : { role, accessEndsAt: expiresAt, roleAfter: directRole };
}

/**
 * The statements that give a user a role directly unless they already have a stronger one, by a link or not. A weaker
 * one beside a link's is kept for when the link ends.
 */
export function raiseDirectRole(
  db: Database,
  {
    docId,
    userId,
    role,
    now,
    onlyIf = sql`TRUE`,
  }: { docId: string; userId: string; role: GivenRole; now: number; onlyIf?: SQL },
) {
  const { linkId, directRole, expiresAt } = permissions;
  const given = rank(sql`${role}`);
  const enough = sql`${given} >= ${rank(permissions.role)}`;
  return [
    ...endExpired(db, permissionOf(docId, userId), now),
    db
      .insert(permissions)
      .select(sql`SELECT ${docId}, ${userId}, ${role}, NULL, NULL, NULL, ${now}, ${now} WHERE ${onlyIf}`)
      .onConflictDoUpdate({
        target: [permissions.docId, permissions.userId],
        set: {
          role: sql`CASE WHEN ${enough} THEN ${role} ELSE ${permissions.role} END`,
          linkId: sql`CASE WHEN ${enough} THEN NULL ELSE ${linkId} END`,
          expiresAt: sql`CASE WHEN ${enough} THEN NULL ELSE ${expiresAt} END`,
          directRole: sql`CASE WHEN ${enough} OR ${linkId} IS NULL THEN NULL WHEN ${given} > ${rank(directRole)} THEN ${role} ELSE ${directRole} END`,
          updatedAt: now,
        },
        setWhere: sql`${permissions.role} <> 'owner'`,
      }),
  ] as const;
}

/** The statements that replace what has expired by `now` with what remains; `where` must be served by an index. */
export function endExpired(db: Database, where: SQL, now: number) {
  const over = and(where, lte(permissions.expiresAt, now));
  return [
    db.delete(permissions).where(and(over, isNull(permissions.directRole))),
    db
      .update(permissions)
      .set(fallBack(now))
      .where(and(over, isNotNull(permissions.directRole))),
  ] as const;
}

/** The new values of a row that has a direct role and whose link is gone. */
export function fallBack(now: number) {
  return {
    role: sql<Role>`${permissions.directRole}`,
    linkId: null,
    directRole: null,
    expiresAt: null,
    updatedAt: now,
  };
}

/** The strength of a role, in SQL; -1 for none. */
export function rank(role: SQL | typeof permissions.role | typeof permissions.directRole): SQL<number> {
  return sql<number>`(CASE ${role} WHEN 'owner' THEN 3 WHEN 'editor' THEN 2 WHEN 'commenter' THEN 1 WHEN 'viewer' THEN 0 ELSE -1 END)`;
}

/** The permission of this user in this document, by its primary key, in SQL. */
export function permissionOf(docId: string, userId: string): SQL {
  return and(eq(permissions.docId, docId), eq(permissions.userId, userId)) as SQL;
}

/** The statements that remove a guest's permission, without which they have no way back in; none for a user. */
export function dropGuest(db: Database, guestId: string, guestOf: string | null) {
  return guestOf === null ? [] : [db.delete(permissions).where(permissionOf(guestOf, guestId))];
}
