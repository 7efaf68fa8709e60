import { getTableColumns, type InferInsertModel, is, SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';

/**
 * The statement that inserts a row only if `condition` is true. Quotas need it: concurrent requests would all pass a
 * count that is read first and written upon later. It supports `onConflict…` and `returning` as any insertion does.
 */
export function insertIf<T extends SQLiteTable>(
  db: Database,
  table: T,
  row: { [K in keyof InferInsertModel<T>]: InferInsertModel<T>[K] | SQL },
  condition: SQL,
) {
  const given = row as Record<string, unknown>;
  // In the order of the table's columns, in which drizzle names them.
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = given[name] === undefined ? (column.default ?? null) : given[name];
    if (is(value, SQL)) return value;
    return value === null ? sql`NULL` : sql`${sql.param(value, column)}`;
  });
  return db.insert(table).select(sql`SELECT ${sql.join(values, sql`, `)} WHERE ${condition}`);
}
