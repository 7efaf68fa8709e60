import { sql } from 'drizzle-orm';
import { must } from '../../base/assert.ts';
import type { Database } from '../../platform/db/database.ts';
import { guests, users } from '../../platform/db/schema.ts';
import { mentionedIn, readableBody } from '../../protocol/mentions.ts';
import type { Notice } from './notices.ts';
import { DELETED } from './representation.ts';

// Notes of suggestions mention no one: what looks like it there is text.
const QUOTING: ReadonlySet<string> = new Set(['comment', 'mention']);

type Quoting = Pick<Notice, 'data'> & { kind: string };

/**
 * Notices as people read them: each person that a quoted comment mentions is named as they are called now. What is
 * stored holds ids alone, so that it names no one who was erased. One query for any number of notices.
 */
export async function withNames<N extends Quoting>(db: Database, notices: readonly N[]): Promise<N[]> {
  const ids = new Set(notices.flatMap((notice) => mentionedIn(quoteOf(notice) ?? '')));
  if (ids.size === 0) return [...notices];
  const nameOf = await findNames(db, [...ids]);
  return notices.map((notice) => {
    const quote = quoteOf(notice);
    if (quote === null) return notice;
    const mentions = mentionedIn(quote).map((id) => ({ id, name: nameOf.get(id) ?? DELETED.name }));
    return { ...notice, data: { ...notice.data, excerpt: readableBody(quote, mentions) } };
  });
}

/** Rows whose notices name the people that they mention (`withNames`). */
export async function named<N extends Quoting, R extends { notification: N }>(
  db: Database,
  rows: readonly R[],
): Promise<R[]> {
  const notices = await withNames(
    db,
    rows.map(({ notification }) => notification),
  );
  return rows.map((row, i) => ({ ...row, notification: must(notices[i]) }));
}

function quoteOf({ kind, data: { excerpt } }: Quoting): string | null {
  return QUOTING.has(kind) && typeof excerpt === 'string' ? excerpt : null;
}

async function findNames(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const rows = await db.all<{ id: string; name: string }>(
    sql`SELECT id, name FROM ${users} WHERE id IN ${among} UNION ALL SELECT id, name FROM ${guests} WHERE id IN ${among}`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
