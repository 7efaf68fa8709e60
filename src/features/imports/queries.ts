import { and, asc, eq, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { importFiles, imports, uploads, users } from '../../platform/db/schema.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';

/** An import as stored. */
export type ImportRow = typeof imports.$inferSelect;
/** A text of it as stored. */
export type ImportFileRow = typeof importFiles.$inferSelect;

// A value of D1 may have 2 MB, and a path 64 KB.
const ROWS_AT_ONCE = 25;

/** How many imports of a user may run at once, and how many bytes may count for the user. */
export interface ImportBounds {
  running: number;
  bytes: number;
}

/** Stores an import with its texts, unless it is over a bound, also in a race; then it says which. */
export async function insertImport(
  db: Database,
  row: ImportRow,
  files: readonly Pick<ImportFileRow, 'path' | 'docId'>[],
  { running, bytes }: ImportBounds,
): Promise<'stored' | 'too_many' | 'storage_full' | 'no_user'> {
  const { id, userId, size } = row;
  const others = sql`SELECT count(*) FROM ${imports} AS one WHERE one.user_id = ${userId} AND one.state = 'running'`;
  const held = sql`SELECT coalesce(sum(u.size), 0) FROM ${uploads} AS u WHERE u.payer_id = ${userId}`;
  const isKnown = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${users.id} = ${userId})`;
  const fits = sql`(${held}) + (SELECT coalesce(sum(one.size), 0) FROM ${imports} AS one WHERE one.user_id = ${userId} AND one.state = 'running') + ${size} <= ${bytes}`;
  const pieces = [];
  for (let at = 0; at < files.length; at += ROWS_AT_ONCE) {
    const rows = files
      .slice(at, at + ROWS_AT_ONCE)
      .map(({ path, docId }, i) => [at + i, path, docId] as const);
    pieces.push(insertFiles(db, id, rows));
  }
  const stored = insertIf(db, imports, row, sql`${isKnown} AND (${others}) < ${running} AND ${fits}`);
  const [found] = await db.batch([stored.returning({ id: imports.id }), ...pieces]);
  if (found.length > 0) return 'stored';
  const [counted] = await db.all<{ running: number; known: number }>(
    sql`SELECT (${others}) AS running, ${isKnown} AS known`,
  );
  if (!counted?.known) return 'no_user';
  return counted.running >= running ? 'too_many' : 'storage_full';
}

// All columns in their order, as drizzle names them. Nothing without the import's own row.
function insertFiles(db: Database, id: string, rows: readonly (readonly [number, string, string])[]) {
  const isStored = sql`EXISTS (SELECT 1 FROM ${imports} WHERE ${imports.id} = ${id})`;
  return db
    .insert(importFiles)
    .select(sql`SELECT ${id}, value ->> 0, value ->> 1, value ->> 2, 'waiting', NULL, NULL, NULL, '[]', '[]', 0, NULL, 0
    FROM json_each(${JSON.stringify(rows)}) WHERE ${isStored}`);
}

/** An import; of this user alone, if one is given. */
export async function findImport(db: Database, id: string, userId?: string): Promise<ImportRow | undefined> {
  const isOwn = userId === undefined ? undefined : eq(imports.userId, userId);
  return (
    await db
      .select()
      .from(imports)
      .where(and(eq(imports.id, id), isOwn))
  )[0];
}

/** The texts of an import, in their order. */
export async function listImportFiles(db: Database, importId: string): Promise<ImportFileRow[]> {
  return db
    .select()
    .from(importFiles)
    .where(eq(importFiles.importId, importId))
    .orderBy(asc(importFiles.number));
}

/** The numbers of the texts of an import that wait. */
export async function listWaiting(db: Database, importId: string): Promise<number[]> {
  const rows = await db
    .select({ number: importFiles.number })
    .from(importFiles)
    .where(and(eq(importFiles.importId, importId), isWaiting()))
    .orderBy(asc(importFiles.number));
  return rows.map(({ number }) => number);
}

/** Names a text of an import. */
export interface FileKey {
  importId: string;
  number: number;
}

// More than a document takes: a Worker that has died leaves its file to others then.
const HELD_MS = 5 * 60_000;

/**
 * Takes a text that waits for the message `holder`; again for the one that has it already, whose Worker must have died.
 * Undefined when another one is at work on it, or it no longer waits. `tries` counts this one.
 */
export async function takeFile(
  db: Database,
  key: FileKey,
  { holder, now }: { holder: string; now: number },
): Promise<ImportFileRow | undefined> {
  const isFree = or(lte(importFiles.heldUntil, now), eq(importFiles.holder, holder));
  const rows = await db
    .update(importFiles)
    .set({ holder, heldUntil: now + HELD_MS, tries: sql`${importFiles.tries} + 1` })
    .where(and(isFile(key), isWaiting(), isFree))
    .returning();
  return rows[0];
}

/** Gives a text back that could not be worked on now, through no fault of its own. */
export async function giveBack(db: Database, key: FileKey): Promise<void> {
  await db
    .update(importFiles)
    .set({ heldUntil: 0, tries: 0 })
    .where(and(isFile(key), isWaiting()));
}

/** Records what a document will be like that is about to be there. */
export async function noteFile(
  db: Database,
  key: FileKey,
  found: Pick<ImportFileRow, 'warnings' | 'images'> & { title: string },
): Promise<void> {
  await db
    .update(importFiles)
    .set(found)
    .where(and(isFile(key), isWaiting()));
}

/** What became of a text: a document, whose images have `imageBytes`, or none. */
export type FileOutcome =
  | { state: 'made'; imageBytes: number }
  | { state: 'failed'; code: string; message: string };

/** Records what became of a text that waited; the import ends with its last one. Returns whether it has ended. */
export async function settleFile(
  db: Database,
  key: FileKey,
  outcome: FileOutcome,
  now: number,
): Promise<boolean> {
  const { imageBytes, ...set } = outcome.state === 'made' ? outcome : { ...outcome, imageBytes: 0 };
  const [, , ended] = await db.batch([
    db
      .update(importFiles)
      .set(set)
      .where(and(isFile(key), isWaiting())),
    db
      .update(imports)
      .set({
        imageBytes: sql`${imports.imageBytes} + ${imageBytes}`,
        dueAt: now + HTTP_LIMITS.queuedImports.stalled,
      })
      .where(and(eq(imports.id, key.importId), eq(imports.state, 'running'))),
    endIfDone(db, key.importId, now),
  ]);
  return ended.length > 0;
}

/** No document is made of what still waits, for this reason; the import has ended. */
export async function failRest(
  db: Database,
  importId: string,
  { code, message }: { code: string; message: string },
  now: number,
): Promise<void> {
  const isRunning = sql`EXISTS (SELECT 1 FROM ${imports} WHERE ${imports.id} = ${importId} AND ${imports.state} = 'running')`;
  await db.batch([
    db
      .update(importFiles)
      .set({ state: 'failed', code, message })
      .where(and(eq(importFiles.importId, importId), isWaiting(), isRunning)),
    endIfDone(db, importId, now),
  ]);
}

/** Ends a running import of a user; what is made stays. Returns its row as it was, undefined when there is none. */
export async function cancelImport(
  db: Database,
  { id, userId }: Pick<ImportRow, 'id' | 'userId'>,
  now: number,
): Promise<ImportRow | undefined> {
  const before = await findImport(db, id, userId);
  if (before !== undefined)
    await db
      .update(imports)
      .set({ state: 'cancelled', ...ended(now) })
      .where(and(eq(imports.id, id), eq(imports.state, 'running')));
  return before;
}

/** Deletes an import with its texts. */
export async function deleteImport(db: Database, id: string): Promise<void> {
  await db.batch([
    db.delete(importFiles).where(eq(importFiles.importId, id)),
    db.delete(imports).where(eq(imports.id, id)),
  ]);
}

/** At most `limit` imports that the sweep must look at. */
export async function listDueImports(db: Database, now: number, limit: number): Promise<ImportRow[]> {
  return db.select().from(imports).where(lte(imports.dueAt, now)).orderBy(asc(imports.dueAt)).limit(limit);
}

/** When the sweep looks at a running import again. */
export async function postpone(db: Database, id: string, dueAt: number): Promise<void> {
  await db
    .update(imports)
    .set({ dueAt })
    .where(and(eq(imports.id, id), eq(imports.state, 'running')));
}

function isFile({ importId, number }: FileKey) {
  return and(eq(importFiles.importId, importId), eq(importFiles.number, number));
}

function isWaiting() {
  return eq(importFiles.state, 'waiting');
}

function ended(now: number) {
  return { endedAt: now, dueAt: now + HTTP_LIMITS.queuedImports.kept };
}

function endIfDone(db: Database, importId: string, now: number) {
  const waits = sql`EXISTS (SELECT 1 FROM ${importFiles} WHERE ${importFiles.importId} = ${importId} AND ${importFiles.state} = 'waiting')`;
  return db
    .update(imports)
    .set({ state: 'done', ...ended(now) })
    .where(and(eq(imports.id, importId), eq(imports.state, 'running'), sql`NOT ${waits}`))
    .returning({ id: imports.id });
}
