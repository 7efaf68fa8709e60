import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { sessions } from './schema.ts';

/**
 * The statement that fails, and with it its whole batch, once this session is gone. D1 writes one batch after the
 * other, so what a session asks for is written wholly before its end, or not at all.
 */
export function failUnlessSession(db: Database, sessionId: string) {
  const found = sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${sessions.id} = ${sessionId})`;
  // SQLite has no other way to fail in a SELECT: an empty text is no JSON.
  return db.select({ one: sql`json(CASE WHEN ${found} THEN '1' ELSE '' END)` }).from(sql`(SELECT 1)`);
}
