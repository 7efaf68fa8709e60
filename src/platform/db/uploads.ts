import { and, asc, eq, isNotNull, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { insertIf } from './insert-if.ts';
import { documents, erasures, uploads } from './schema.ts';

/** A row of an upload. */
export type UploadRow = typeof uploads.$inferSelect;

/** An upload whose bytes are there, or on their way. */
export interface StoredUpload {
  docId: string;
  hash: string;
  type: NonNullable<UploadRow['type']>;
  size: number;
  width: number;
  height: number;
}

/** How many uploads may count for a user, of how many bytes, and of how many that guests send. */
export interface UploadBounds {
  count: number;
  bytes: number;
  guestBytes: number;
  guestCount: number;
}

/**
 * Records an upload, whose bytes then count for `payerId`; again for one that is there, which then lives on as if it
 * were new. Returns false, and changes nothing, when the payer's uploads would be over a bound, or the document has no
 * row, nor is being created.
 */
export async function recordUpload(
  db: Database,
  upload: StoredUpload & { authorId: string; payerId: string },
  { bounds, now }: { bounds: UploadBounds; now: number },
): Promise<boolean> {
  const { docId, hash, size, payerId, authorId: by } = upload;
  const others = sql`FROM uploads AS u WHERE u.payer_id = ${payerId} AND NOT (u.doc_id = ${docId} AND u.hash = ${hash})`;
  const held = sql`(SELECT coalesce(sum(u.size), 0) ${others})`;
  const fitsAll = sql`${held} + ${size} <= ${bounds.bytes} AND (SELECT count(*) ${others}) < ${bounds.count}`;
  // What others than the payer sent is of guests; of those, and of erased ones, no account is bounded by itself.
  const ofGuests = sql`${others} AND u.author_id IS NOT ${payerId}`;
  const fitsShare = sql`(SELECT coalesce(sum(u.size), 0) ${ofGuests}) + ${size} <= ${bounds.guestBytes} AND (SELECT count(*) ${ofGuests}) < ${bounds.guestCount}`;
  const fitsGuests = by === payerId ? sql`TRUE` : fitsShare;
  const fits = sql`${fitsAll} AND ${fitsGuests} AND ${hasRow(docId)}`;
  const row = { ...upload, uploadedAt: now, namedAt: null };
  const { type, width, height, authorId } = upload;
  const isThere = sql`${uploads.size} IS NOT NULL`;
  const stored = await insertIf(db, uploads, row, fits)
    .onConflictDoUpdate({
      target: [uploads.docId, uploads.hash],
      set: {
        type,
        size,
        width,
        height,
        // The first uploader pays.
        authorId: sql`CASE WHEN ${isThere} THEN ${uploads.authorId} ELSE ${authorId} END`,
        payerId: sql`CASE WHEN ${isThere} THEN ${uploads.payerId} ELSE ${payerId} END`,
        uploadedAt: now,
      },
    })
    .returning({ hash: uploads.hash });
  return stored.length > 0;
}

// A document that is imported has its images before it is there.
function hasRow(docId: string): SQL {
  const isThere = sql`EXISTS (SELECT 1 FROM ${documents} WHERE ${documents.id} = ${docId})`;
  return sql`(${isThere} OR EXISTS (SELECT 1 FROM ${erasures} WHERE ${erasures.docId} = ${docId} AND ${erasures.reason} = 'creation'))`;
}

/** The uploads that a document has, their bytes being there or on their way. */
export async function listStored(
  db: Database,
  docId: string,
): Promise<{ hash: string; type: string; size: number }[]> {
  const rows = await db
    .select({ hash: uploads.hash, type: uploads.type, size: uploads.size })
    .from(uploads)
    .where(and(eq(uploads.docId, docId), isNotNull(uploads.size)));
  return rows.flatMap(({ hash, type, size }) =>
    type === null || size === null ? [] : [{ hash, type, size }],
  );
}

/** Which of these uploads a document has, their bytes being there or on their way. */
export async function storedAmong(db: Database, docId: string, hashes: Iterable<string>): Promise<string[]> {
  const asked = new Set(hashes);
  if (asked.size === 0) return [];
  const rows = await db
    .select({ hash: uploads.hash })
    .from(uploads)
    .where(and(eq(uploads.docId, docId), isNotNull(uploads.size)));
  return rows.map(({ hash }) => hash).filter((hash) => asked.has(hash));
}

/**
 * Records that the document `to` has these uploads of `from` too, for `payerId`: all of them or none. Those that `from`
 * does not have, and those that `to` has already, are left out. Returns false when the payer's uploads would be over a
 * bound.
 */
export async function recordCopies(
  db: Database,
  { from, to, hashes }: { from: string; to: string; hashes: readonly string[] },
  { payerId, bounds, now }: { payerId: string; bounds: Omit<UploadBounds, 'guestBytes'>; now: number },
): Promise<boolean> {
  const wanted = sql`SELECT s.hash, s.type, s.size, s.width, s.height FROM uploads AS s
    WHERE s.doc_id = ${from} AND s.size IS NOT NULL AND s.hash IN (SELECT value FROM json_each(${JSON.stringify(hashes)}))
    AND NOT EXISTS (SELECT 1 FROM uploads AS t WHERE t.doc_id = ${to} AND t.hash = s.hash AND t.size IS NOT NULL)`;
  await db.run(sql`WITH wanted AS (${wanted})
      INSERT INTO uploads (doc_id, hash, type, size, width, height, author_id, payer_id, uploaded_at)
      SELECT ${to}, hash, type, size, width, height, ${payerId}, ${payerId}, ${now} FROM wanted
      WHERE (SELECT coalesce(sum(size), 0) FROM uploads WHERE payer_id = ${payerId}) + (SELECT sum(size) FROM wanted) <= ${bounds.bytes}
        AND (SELECT count(*) FROM uploads WHERE payer_id = ${payerId}) + (SELECT count(*) FROM wanted) <= ${bounds.count}
      ON CONFLICT (doc_id, hash) DO UPDATE SET type = excluded.type, size = excluded.size, width = excluded.width,
        height = excluded.height, author_id = excluded.author_id, payer_id = excluded.payer_id, uploaded_at = excluded.uploaded_at`);
  return (await db.all(sql`SELECT 1 FROM (${wanted}) LIMIT 1`)).length === 0;
}

// A value of D1 may have 2 MB; a text of 5 MB can name more than that.
const NAMED_AT_ONCE = 10_000;

/** When something that is kept for ever names an upload, such as a suggestion. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER;

/**
 * Records when these uploads of a document were last named: the log that has it keeps them. An earlier time changes
 * nothing.
 */
export async function noteNamed(
  db: Database,
  docId: string,
  named: ReadonlyMap<string, number>,
): Promise<void> {
  const all = [...named];
  for (let at = 0; at < all.length; at += NAMED_AT_ONCE)
    await db.run(sql`INSERT INTO uploads (doc_id, hash, named_at)
      SELECT ${docId}, value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(all.slice(at, at + NAMED_AT_ONCE))})
      WHERE true
      ON CONFLICT (doc_id, hash) DO UPDATE SET named_at = max(coalesce(named_at, 0), excluded.named_at)`);
}

/** The hashes of a document's uploads that were named last, and uploaded, before these times. */
export async function listNamedBefore(
  db: Database,
  docId: string,
  { named, uploaded }: { named: number; uploaded: number },
): Promise<string[]> {
  const rows = await db
    .select({ hash: uploads.hash })
    .from(uploads)
    .where(
      and(
        eq(uploads.docId, docId),
        lte(uploads.namedAt, named),
        lte(sql`coalesce(${uploads.uploadedAt}, 0)`, uploaded),
      ),
    );
  return rows.map(({ hash }) => hash);
}

/** Deletes the row of an upload unless it was named again after `named`; returns whether it did. */
export async function takeNamed(
  db: Database,
  { docId, hash }: { docId: string; hash: string },
  named: number,
): Promise<boolean> {
  const where = and(eq(uploads.docId, docId), eq(uploads.hash, hash), lte(uploads.namedAt, named));
  return (await db.delete(uploads).where(where).returning({ hash: uploads.hash })).length > 0;
}

/**
 * Deletes the rows of at most `limit` uploads that nothing has named and that were uploaded before `before`, one by one,
 * without those of documents of which `mayName` says that they may have been named. The bytes of each are the caller's to
 * delete, before it asks for the next.
 */
export async function* takeUnnamed(
  db: Database,
  { before, limit }: { before: number; limit: number },
  mayName: (docId: string) => Promise<boolean>,
): AsyncGenerator<{ docId: string; hash: string }> {
  const { docId, hash, uploadedAt, namedAt } = uploads;
  const isOld = and(isNull(namedAt), lte(uploadedAt, before));
  // Those that stay are looked at in the next run again, and must not hide the others.
  let [stayed, taken] = [0, 0];
  while (taken < limit && stayed < 10 * limit) {
    const old = await db
      .select({ docId, hash })
      .from(uploads)
      .where(isOld)
      .orderBy(asc(uploadedAt), asc(docId), asc(hash))
      .limit(limit)
      .offset(stayed);
    if (old.length === 0) return;
    for (const one of old) {
      if (await mayName(one.docId)) {
        stayed++;
        continue;
      }
      // Named or uploaded again meanwhile: then it stays.
      const where = and(eq(docId, one.docId), eq(hash, one.hash), isOld);
      yield* await db.delete(uploads).where(where).returning({ docId, hash });
      taken++;
    }
  }
}

/** The statement by which what guests uploaded to a document counts for its new owner; `isDone`: only if so. */
export function handBytesOver(
  db: Database,
  { docId, from, to }: { docId: string; from: string; to: string },
  isDone?: SQL,
) {
  const isOfOthers = or(isNull(uploads.authorId), ne(uploads.authorId, from));
  return db
    .update(uploads)
    .set({ payerId: to })
    .where(and(eq(uploads.docId, docId), eq(uploads.payerId, from), isOfOthers, isDone));
}

/**
 * The statements that take an erased user out of the uploads. What is part of a document stays with it, and counts for
 * its owner from then on.
 */
export function forgetUploader(db: Database, userId: string) {
  const owner = sql`(SELECT owner_id FROM documents WHERE documents.id = ${uploads.docId})`;
  return [
    db.update(uploads).set({ payerId: owner }).where(eq(uploads.payerId, userId)),
    db.update(uploads).set({ authorId: null }).where(eq(uploads.authorId, userId)),
  ] as const;
}
