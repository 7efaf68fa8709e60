import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { type DocumentRow, owe, raiseEpoch, WHOLE_DOCUMENT } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { created } from '../../platform/db/erasures.ts';
import type { EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { type ForkRow, insertFork, type Origin, seenFork } from '../../platform/db/forks.ts';
import { holdsAt, roleAt } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { ownsFewer } from '../../platform/db/quotas.ts';
import { documents, forks, ownerOffers, permissions, stars, users } from '../../platform/db/schema.ts';
import { matches, titleTerms } from '../../platform/db/search.ts';
import type { Role } from '../../protocol/role.ts';

function listed(now: number) {
  return {
    document: documents,
    role: sql<Role>`${roleAt(now)}`,
    starredAt: stars.createdAt,
    offeredUntil: ownerOffers.expiresAt,
    origin: originColumns,
  };
}

// Null where there is none that the user sees: both columns come from one join.
const originColumns = { docId: forks.originId, version: forks.originVersion };

/**
 * Stores a new document with its owner's role, and completes the note of its creation. Returns false, and stores
 * nothing, when the owner has `limit` documents already, or no account any more, even in a race.
 */
export async function insertDocument(
  db: Database,
  document: DocumentRow,
  {
    limit,
    outgoing,
    fork,
  }: {
    limit: number;
    outgoing: EventStatementIfChanged /** What it is a fork of; null for nothing. */;
    fork: ForkRow | null;
  },
): Promise<boolean> {
  const { id, ownerId, createdAt } = document;
  const owner = { docId: id, userId: ownerId, role: 'owner' as const, createdAt, updatedAt: createdAt };
  const isStored = sql`EXISTS (SELECT 1 FROM ${documents} WHERE ${documents.id} = ${id})`;
  const isThere = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${users.id} = ${ownerId})`;
  const mayOwn = sql`${isThere} AND ${ownsFewer(ownerId, limit)}`;
  const [stored] = await db.batch([
    insertIf(db, documents, document, mayOwn).returning({ id: documents.id }),
    outgoing,
    insertIf(db, permissions, owner, isStored),
    ...(fork === null ? [] : [insertFork(db, fork, isStored)]),
    created(db, id),
  ]);
  return stored.length > 0;
}

/** The number of documents that a user owns, including those in the trash; counts up to `upTo` only. */
export async function countOwned(db: Database, ownerId: string, upTo: number): Promise<number> {
  const owned = db
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.ownerId, ownerId))
    .limit(upTo);
  return db.$count(owned.as('owned'));
}

/**
 * A document's marks for this user: whether it is starred, until when its ownership is offered, and of which other
 * document it is a fork, if they see that one. `among`: the only documents that the caller's credential opens.
 */
export async function findMarks(
  db: Database,
  docId: string,
  { userId, among }: { userId: string; among: readonly string[] | null },
): Promise<{ starred: boolean; offeredUntil: number | null; origin: Origin | null }> {
  const now = Date.now();
  const [starred, offered, origins] = await db.batch([
    db
      .select({ docId: stars.docId })
      .from(stars)
      .where(and(eq(stars.userId, userId), eq(stars.docId, docId))),
    db
      .select({ until: ownerOffers.expiresAt })
      .from(ownerOffers)
      .where(and(eq(ownerOffers.docId, docId), offeredTo(userId, now))),
    db
      .select(originColumns)
      .from(forks)
      .where(seenFork(sql`${docId}`, userId, among, now)),
  ]);
  return {
    starred: starred.length > 0,
    offeredUntil: offered[0]?.until ?? null,
    origin: origins[0] ?? null,
  };
}

function offeredTo(userId: string, now: number) {
  return and(eq(ownerOffers.toId, userId), gt(ownerOffers.expiresAt, now));
}

/**
 * Changes a title (`outgoing` is written with it), a star, or both; returns the time in ms since 1970. Returns null,
 * and changes nothing, when the document is no longer `asRead`; a null `asRead` is not checked.
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
 * Puts a document into the trash or takes it out, and records that the Document must be told. Returns false, and
 * changes nothing but the epoch, when the document is no longer `asRead`; a null `asRead` is not checked.
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

// The columns of the metadata's ETag that others can change: the writing statement itself enforces `If-Match`.
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

/** The order of a list. */
export interface ListOrder {
  by: 'updatedAt' | 'createdAt' | 'title';
  descending: boolean;
}

/** The filters of a list of a user's documents. */
export type ListFilter = 'all' | 'owned' | 'shared' | 'starred' | 'trash';

/**
 * `limit` of a user's documents after a position. Each list starts from the user's own rows by an index. An index also
 * orders `owned` and `trash`; the others sort what they find, because copying a document's times into every member's
 * row would make each edit cost a write per member.
 */
export async function listDocuments(
  db: Database,
  userId: string,
  page: {
    filter: ListFilter;
    order: ListOrder;
    after: [string | number, string] | null;
    limit: number;
    /** Words to find in them; null for no filter. */
    words: string | null;
    /** The only documents that the caller's credential opens; null for all. */
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
  return from(db, userId, page, now)
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

function from(
  db: Database,
  userId: string,
  { filter, among }: { filter: ListFilter; among: readonly string[] | null },
  now: number,
) {
  const star = and(eq(stars.userId, userId), eq(stars.docId, documents.id));
  const own = and(eq(permissions.docId, documents.id), eq(permissions.userId, userId));
  const offer = and(eq(ownerOffers.docId, documents.id), offeredTo(userId, now));
  const fork = seenFork(sql`${documents.id}`, userId, among, now);
  if (filter === 'owned' || filter === 'trash') {
    return db
      .select(listed(now))
      .from(documents)
      .innerJoin(permissions, own)
      .leftJoin(stars, star)
      .leftJoin(ownerOffers, offer)
      .leftJoin(forks, fork)
      .$dynamic();
  }
  return db
    .select(listed(now))
    .from(permissions)
    .innerJoin(documents, eq(documents.id, permissions.docId))
    .leftJoin(stars, star)
    .leftJoin(ownerOffers, offer)
    .leftJoin(forks, fork)
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
