import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import * as schema from './schema.ts';

/** The D1 database. Use `batch` for several statements that belong together; drizzle's `transaction` throws on D1. */
export type Database = DrizzleD1Database<typeof schema>;

/**
 * The database behind a D1 binding, with each statement on the primary; or behind a session of it
 * (src/platform/http/bookmarks.ts).
 */
export function database(binding: D1Database | D1DatabaseSession): Database {
  // Drizzle uses only `prepare` and `batch` of a database, which a session has too.
  return drizzle(binding as D1Database, { schema });
}
