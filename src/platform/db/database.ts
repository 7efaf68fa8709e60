import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import * as schema from './schema.ts';

/** The D1 database. Several statements that belong together go through `batch`; drizzle's `transaction` throws on D1. */
export type Database = DrizzleD1Database<typeof schema>;

/** The database behind a D1 binding: each statement on the primary; or behind a session of it (src/platform/http/bookmarks.ts). */
export function database(binding: D1Database | D1DatabaseSession): Database {
  // Of a database drizzle uses `prepare` and `batch`, which a session has too.
  return drizzle(binding as D1Database, { schema });
}
