import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { holdsAt } from '../../platform/db/grants.ts';
import { documents, permissions } from '../../platform/db/schema.ts';
import { beyond, PAGE } from './export-pages.ts';

/** The documents that a user may read at `now`, by id, page by page. */
export async function* listReadable(
  db: Database,
  userId: string,
  now: number,
): AsyncGenerator<Pick<DocumentRow, 'id' | 'region'>[]> {
  const { id, region } = documents;
  for (let after = ''; ; ) {
    const page = await db
      .select({ id, region })
      .from(permissions)
      .innerJoin(documents, eq(id, permissions.docId))
      .where(
        and(
          eq(permissions.userId, userId),
          gt(permissions.docId, after),
          isNull(documents.deletedAt),
          holdsAt(now),
        ),
      )
      .orderBy(asc(permissions.docId))
      .limit(PAGE);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

/** The documents that a user owns, including those in the trash, page by page. */
export async function* listOwned(db: Database, ownerId: string): AsyncGenerator<DocumentRow[]> {
  const { updatedAt, id } = documents;
  for (let last: DocumentRow | undefined; ; ) {
    const after = last && beyond(updatedAt, id, [last.updatedAt, last.id]);
    const page: DocumentRow[] = await db
      .select()
      .from(documents)
      .where(and(eq(documents.ownerId, ownerId), after))
      .orderBy(asc(updatedAt), asc(id))
      .limit(PAGE);
    yield page;
    if (page.length < PAGE) return;
    last = page.at(-1);
  }
}
