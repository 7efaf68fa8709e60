import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { type DocumentRow, owe, raiseEpoch, WHOLE_DOCUMENT } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { created } from '../../platform/db/erasures.ts';
import type { EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { holdsAt, roleAt } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { ownsFewer } from '../../platform/db/quotas.ts';
import { documents, ownerOffers, permissions, stars } from '../../platform/db/schema.ts';
import { matches, titleTerms } from '../../platform/db/search.ts';
import type { Role } from '../../protocol/role.ts';

function listed(now: number) {
  return {
    document: documents,
    role: sql<Role>`${roleAt(now)}`,
    starredAt: stars.createdAt,
    offeredUntil: ownerOffers.expiresAt,
  };
}

/**
 * Stores a new document, its owner's role with it; it is no longer one that was begun and never finished. False, and
 * nothing is stored, when its owner has `limit` documents already, also by a race.
 */
export async function insertDocument(
  db: Database,
  document: DocumentRow,
  { limit, outgoing }: { limit: number; outgoing: EventStatementIfChanged },
): Promise<boolean> {
  const { id, ownerId, createdAt } = document;
  const owner = { docId: id, userId: ownerId, role: 'owner' as const, createdAt, updatedAt: createdAt };
  const isStored = sql`EXISTS (SELECT 1 FROM ${documents} WHERE ${documents.id} = ${id})`;
  const [stored] = await db.batch([
    insertIf(db, documents, document, ownsFewer(ownerId, limit)).returning({ id: documents.id }),
    outgoing,
    insertIf(db, permissions, owner, isStored),
    created(db, id),
  ]);
  return stored.length > 0;
}

/** How many documents a user owns, those in the trash too; counted no further than `upTo`. */
export async function countOwned(db: Database, ownerId: string, upTo: number): Promise<number> {
  const owned = db
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.ownerId, ownerId))
    .limit(upTo);
  return db.$count(owned.as('owned'));
}

/** What a document is to this user alone: whether they have starred it, and until when they are offered it. */
export async function findMarks(
  db: Database,
  docId: string,
  userId: string,
): Promise<{ starred: boolean; offeredUntil: number | null }> {
  const [starred, offered] = await db.batch([
    db
      .select({ docId: stars.docId })
      .from(stars)
      .where(and(eq(stars.userId, userId), eq(stars.docId, docId))),
    db
      .select({ until: ownerOffers.expiresAt })
      .from(ownerOffers)
      .where(and(eq(ownerOffers.docId, docId), offeredTo(userId, Date.now()))),
  ]);
  return { starred: starred.length > 0, offeredUntil: offered[0]?.until ?? null };
}

function offeredTo(userId: string, now: number) {
  return and(eq(ownerOffers.toId, userId), gt(ownerOffers.expiresAt, now));
}

/**
 * Changes a title (`outgoing` is written with it), a star, or both; when, in ms since 1970. Null, and nothing has changed,
 * when the document is no longer `asRead`, which null does not ask for.
 */
export async function patchDocument(
  db: Database,
  docId: string,
  { userId, title, starred }: { userId: string; title?: string | undefined; starred?: boolean | undefined },
  { asRead, outgoing }: { asRead: DocumentRow | null; outgoing: EventStatementIfChanged },
): Promise<number | null> {
  const now = Date.now();
  let changedAt = now;
  if (title !== undefined) {
    const rename = db
      .update(documents)
      .set({ title, searchTitle: titleTerms(title), updatedAt: sql`max(${documents.updatedAt}, ${now})` })
      .where(and(eq(documents.id, docId), unchanged(asRead)))
      .returning({ updatedAt: documents.updatedAt });
    const [[renamed]] = await db.batch([rename, outgoing]);
    if (renamed === undefined) return null;
    changedAt = renamed.updatedAt;
  }
  if (starred === true) {
    await db.insert(stars).values({ userId, docId, createdAt: now }).onConflictDoNothing();
  } else if (starred === false) {
    await db.delete(stars).where(and(eq(stars.userId, userId), eq(stars.docId, docId)));
  }
  return changedAt;
}

/**
 * Puts a document into the trash or takes it out, and notes that the Document has to be told. False, and nothing has
 * changed but the epoch, when the document is no longer `asRead`, which null does not ask for.
 */
export async function setTrashed(
  db: Database,
  docId: string,
  deletedAt: number | null,
  { asRead, outgoing }: { asRead: DocumentRow | null; outgoing: EventStatementIfChanged },
): Promise<boolean> {
  const [changed] = await db.batch([
    db
      .update(documents)
      .set({ deletedAt })
      .where(and(eq(documents.id, docId), unchanged(asRead)))
      .returning({ id: documents.id }),
    outgoing,
    raiseEpoch(db, docId),
    owe(db, docId, WHOLE_DOCUMENT, Date.now()),
  ]);
  return changed.length > 0;
}

// What an ETag of the metadata is made of, as far as others change it: an `If-Match` holds in the statement that writes.
function unchanged(asRead: DocumentRow | null) {
  if (asRead === null) return undefined;
  const { title, ownerId, version, updatedAt, deletedAt } = asRead;
  return and(
    eq(documents.title, title),
    eq(documents.ownerId, ownerId),
    eq(documents.version, version),
    eq(documents.updatedAt, updatedAt),
    deletedAt === null ? isNull(documents.deletedAt) : eq(documents.deletedAt, deletedAt),
  );
}

/** How a list is ordered. */
export interface ListOrder {
  by: 'updatedAt' | 'createdAt' | 'title';
  descending: boolean;
}

/** Which of a user's documents a list shows. */
export type ListFilter = 'all' | 'owned' | 'shared' | 'starred' | 'trash';

/**
 * `limit` of a user's documents after a position. Each list starts from the user's own rows by an index. `owned` and
 * `trash` are also ordered by one; the others sort what they found, because a document's times are not copied into the
 * row of every member, which would make each edit cost a write for each of them.
 */
export async function listDocuments(
  db: Database,
  userId: string,
  page: {
    filter: ListFilter;
    order: ListOrder;
    after: [string | number, string] | null;
    limit: number;
    /** What must stand in them; null for anything. */
    words: string | null;
    /** The only ones that the caller's credential opens; null for all. */
    among: readonly string[] | null;
  },
) {
  const column = COLUMNS[page.order.by];
  const direction = page.order.descending ? desc : asc;
  const beyond = page.order.descending ? lt : gt;
  const after = page.after
    ? or(beyond(column, page.after[0]), and(eq(column, page.after[0]), beyond(documents.id, page.after[1])))
    : undefined;
  const now = Date.now();
  return from(db, userId, page.filter, now)
    .where(and(scope(userId, page.filter), holdsAt(now), having(page.words), within(page.among), after))
    .orderBy(direction(column), direction(documents.id))
    .limit(page.limit);
}

// A query without a word finds nothing, rather than everything.
function having(words: string | null) {
  return words === null ? undefined : (matches(words) ?? sql`FALSE`);
}

function within(docIds: readonly string[] | null) {
  return docIds === null ? undefined : inArray(documents.id, [...docIds]);
}

const COLUMNS = { updatedAt: documents.updatedAt, createdAt: documents.createdAt, title: documents.title };

function from(db: Database, userId: string, filter: ListFilter, now: number) {
  const star = and(eq(stars.userId, userId), eq(stars.docId, documents.id));
  const own = and(eq(permissions.docId, documents.id), eq(permissions.userId, userId));
  const offer = and(eq(ownerOffers.docId, documents.id), offeredTo(userId, now));
  if (filter === 'owned' || filter === 'trash') {
    return db
      .select(listed(now))
      .from(documents)
      .innerJoin(permissions, own)
      .leftJoin(stars, star)
      .leftJoin(ownerOffers, offer)
      .$dynamic();
  }
  return db
    .select(listed(now))
    .from(permissions)
    .innerJoin(documents, eq(documents.id, permissions.docId))
    .leftJoin(stars, star)
    .leftJoin(ownerOffers, offer)
    .$dynamic();
}

function scope(userId: string, filter: ListFilter) {
  switch (filter) {
    case 'owned':
      return and(eq(documents.ownerId, userId), isNull(documents.deletedAt));
    case 'trash':
      return and(eq(documents.ownerId, userId), isNotNull(documents.deletedAt));
    case 'shared':
      return and(eq(permissions.userId, userId), ne(permissions.role, 'owner'), isNull(documents.deletedAt));
    case 'starred':
      return and(eq(permissions.userId, userId), isNotNull(stars.createdAt), isNull(documents.deletedAt));
    case 'all':
      return and(eq(permissions.userId, userId), isNull(documents.deletedAt));
  }
}
