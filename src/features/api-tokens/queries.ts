import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import type { writeEvents } from '../../platform/db/event-outbox.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { apiTokens, permissions } from '../../platform/db/schema.ts';

/** An API token as stored. */
export type ApiTokenRow = typeof apiTokens.$inferSelect;

/** Which of these documents the user has a role in. */
export async function knownDocuments(
  db: Database,
  userId: string,
  docIds: readonly string[],
): Promise<Set<string>> {
  const { docId } = permissions;
  const rows = await db
    .select({ docId })
    .from(permissions)
    .where(and(inArray(docId, [...docIds]), eq(permissions.userId, userId)));
  return new Set(rows.map((row) => row.docId));
}

/** The statement that stores a token. It returns no row when the user has `limit` of them already, even in a race. */
export function insertToken(db: Database, row: ApiTokenRow, limit: number) {
  const held = sql`(SELECT count(*) FROM ${apiTokens} WHERE ${apiTokens.userId} = ${row.userId})`;
  return insertIf(db, apiTokens, row, sql`${held} < ${limit}`).returning({ id: apiTokens.id });
}

/** `limit` tokens of this user, newest first, after `after`. */
export async function listTokens(
  db: Database,
  userId: string,
  { after, limit }: { after: [number, string] | null; limit: number },
): Promise<ApiTokenRow[]> {
  const { createdAt, id } = apiTokens;
  const older = after
    ? or(lt(createdAt, after[0]), and(eq(createdAt, after[0]), lt(id, after[1])))
    : undefined;
  return db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.userId, userId), older))
    .orderBy(desc(createdAt), desc(id))
    .limit(limit);
}

/** The token of this user with this id, or undefined. */
export async function findToken(db: Database, userId: string, id: string): Promise<ApiTokenRow | undefined> {
  return (await db.select().from(apiTokens).where(own(userId, id)))[0];
}

/** Deletes a token, and writes its events. */
export async function deleteTokenRow(
  db: Database,
  { userId, id }: { userId: string; id: string },
  outgoing: ReturnType<typeof writeEvents>,
): Promise<void> {
  await db.batch([db.delete(apiTokens).where(own(userId, id)), outgoing]);
}

function own(userId: string, id: string) {
  return and(eq(apiTokens.id, id), eq(apiTokens.userId, userId));
}
