import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether a user owns fewer than `limit` documents, including those in the trash, in SQL; counts no further than
 * that.
 */
export function ownsFewer(userId: string, limit: number): SQL {
  const owned = sql`SELECT 1 FROM documents AS mine WHERE mine.owner_id = ${userId} LIMIT ${limit}`;
  return sql`(SELECT count(*) FROM (${owned})) < ${limit}`;
}
