import { and, eq, gt, or } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** The number of rows per read. */
export const PAGE = 500;

/** A part of the data about a user: its rows, page by page. */
export type Rows = AsyncGenerator<Record<string, unknown>[]>;

/** No rows. */
export async function* none(): Rows {
  yield [];
}

/** The rows of one statement, as one page. */
export async function* whole(rows: PromiseLike<Record<string, unknown>[]>): Rows {
  yield await rows;
}

/** Rows read page by page, each page after the last row of the previous one, in the form of the routes. */
export async function* paged<T>(
  read: (after: T | undefined) => PromiseLike<T[]>,
  show: (row: T) => Record<string, unknown>,
): Rows {
  for (let after: T | undefined; ; ) {
    const rows: T[] = await read(after);
    yield rows.map(show);
    if (rows.length < PAGE) return;
    after = rows.at(-1);
  }
}

/** The rows after one with this `key` and `id`, in the order of both. */
export function beyond(
  key: SQLiteColumn,
  id: SQLiteColumn,
  after: readonly [key: number | string, id: string],
) {
  return or(gt(key, after[0]), and(eq(key, after[0]), gt(id, after[1])));
}
