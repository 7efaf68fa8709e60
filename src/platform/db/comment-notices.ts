import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { notifications } from './schema.ts';

interface OfSuggestion {
  docId: string;
  suggestionId: string;
}

interface OfDocument {
  docId: string;
  commentId: string;
}

/** Deletes the notices of a comment; returns the users who had one that they had not read. */
export async function deleteNoticesOf(db: Database, which: OfDocument): Promise<string[]> {
  const rows = await db
    .delete(notifications)
    .where(of(which))
    .returning({ userId: notifications.userId, readAt: notifications.readAt });
  return rows.filter(({ readAt }) => readAt === null).map(({ userId }) => userId);
}

/** The notices of a comment quote it as it is now. */
export async function quoteNow(
  db: Database,
  { excerpt, ...which }: OfDocument & { excerpt: string },
): Promise<void> {
  await db
    .update(notifications)
    .set({ data: sql`json_set(${notifications.data}, '$.excerpt', ${excerpt})` })
    .where(of(which));
}

/** The notices that told of a suggestion quote its note as it is now; '' for none. */
export async function quoteNoteNow(
  db: Database,
  { docId, suggestionId, excerpt }: OfSuggestion & { excerpt: string },
): Promise<void> {
  const { data } = notifications;
  await db
    .update(notifications)
    .set({
      data:
        excerpt === ''
          ? sql`json_remove(${data}, '$.excerpt')`
          : sql`json_set(${data}, '$.excerpt', ${excerpt})`,
    })
    .where(
      and(
        eq(notifications.docId, docId),
        eq(notifications.kind, 'suggestion'),
        sql`${data} ->> 'suggestionId' = ${suggestionId}`,
      ),
    );
}

function of({ docId, commentId }: OfDocument) {
  return and(eq(notifications.docId, docId), sql`${notifications.data} ->> 'commentId' = ${commentId}`);
}
