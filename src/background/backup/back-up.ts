import { createHash } from 'node:crypto';
import { must } from '../../base/assert.ts';
import { backupKey } from '../../platform/archive/keys.ts';
import { type BackupTable, type Manifest, manifestKey, type Progress, progressKey } from './manifest.ts';
import { BACKED_UP_TABLES, type BackedUpTable } from './tables.ts';

/** The bounds of a run. */
export interface BackupBounds {
  /** Rows of one query. */
  pageRows: number;
  /** A part is closed when it has this many bytes. */
  partBytes: number;
  /** After this many ms the run stops, and the next one continues. */
  budgetMs: number;
}

const BOUNDS: BackupBounds = { pageRows: 500, partBytes: 4_000_000, budgetMs: 60_000 };
// Longer than any run: a run that was cut off does not block the next one for long.
const HELD_MS = 15 * 60_000;

/**
 * Writes every table of D1 to `backups/<date>/` in R2, or continues an unfinished run. `complete`: the manifest is
 * written, now or before; `continues`: there is more to do; `busy`: another run is active.
 * Each table is read in pages while people work, so the backup is not one moment: a row may be missing that was
 * added, and one present that was deleted while it ran. A table that refers to another is read after it, and a
 * restore tolerates rows whose target is missing.
 */
export async function backUp(
  env: Env,
  date: string,
  now: number,
  bounds: BackupBounds = BOUNDS,
): Promise<'complete' | 'continues' | 'busy'> {
  if ((await env.ARCHIVE.head(manifestKey(date))) !== null) return 'complete';
  const progress = await take(env, date, now);
  if (progress === null) return 'busy';
  const deadline = Date.now() + bounds.budgetMs;
  while (progress.tables.length <= BACKED_UP_TABLES.length) {
    const table = must(progress.tables[progress.tables.length - 1]);
    const finished = await dump(env, progress, table, bounds, deadline);
    if (!finished) {
      await put(env.ARCHIVE, progressKey(date), { ...progress, heldUntil: 0 });
      return 'continues';
    }
    if (progress.tables.length === BACKED_UP_TABLES.length) break;
    progress.tables.push(begin(must(BACKED_UP_TABLES[progress.tables.length])));
    progress.afterRow = 0;
  }
  const { afterRow: _, heldUntil: __, ...rest } = progress;
  const manifest: Manifest = { ...rest, completedAt: new Date().toISOString() };
  await put(env.ARCHIVE, manifestKey(date), manifest);
  await env.ARCHIVE.delete(progressKey(date));
  return 'complete';
}

/** Whether a backup of this day was started and is not finished. */
export async function isUnfinished(bucket: R2Bucket, date: string): Promise<boolean> {
  return (await bucket.head(progressKey(date))) !== null;
}

// The state to continue from, or a new one; null when another run holds it. The conditional put decides.
async function take(env: Env, date: string, now: number): Promise<Progress | null> {
  const key = progressKey(date);
  const object = await env.ARCHIVE.get(key);
  const known = object === null ? null : await object.json<Progress>();
  if (known !== null && known.heldUntil > now) return null;
  const progress: Progress = {
    ...(known ?? {
      format: 1,
      date,
      startedAt: new Date(now).toISOString(),
      migrations: await appliedMigrations(env.DB),
      tables: [begin(must(BACKED_UP_TABLES[0]))],
      afterRow: 0,
    }),
    heldUntil: now + HELD_MS,
  };
  const onlyIf = object === null ? { etagDoesNotMatch: '*' } : { etagMatches: object.etag };
  return (await put(env.ARCHIVE, key, progress, onlyIf)) ? progress : null;
}

function begin({ name, columns }: BackedUpTable): BackupTable {
  return { name, columns, rows: 0, parts: [] };
}

// By row id, since a new row has a higher one than all others. False when time ran out first.
async function dump(
  env: Env,
  progress: Progress,
  table: BackupTable,
  bounds: BackupBounds,
  deadline: number,
): Promise<boolean> {
  const columns = table.columns.map((column) => `"${column}"`).join(', ');
  const query = env.DB.prepare(
    `SELECT rowid AS "#row", ${columns} FROM "${table.name}" WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  );
  let lines: string[] = [];
  let bytes = 0;
  for (let row = progress.afterRow; ; ) {
    const { results } = await query.bind(row, bounds.pageRows).all<Record<string, unknown>>();
    for (const { '#row': number, ...values } of results) {
      const line = `${JSON.stringify(values)}\n`;
      lines.push(line);
      bytes += line.length;
      row = number as number;
    }
    const last = results.length < bounds.pageRows;
    const late = Date.now() >= deadline;
    if (bytes >= bounds.partBytes || ((last || late) && lines.length > 0)) {
      await writePart(env.ARCHIVE, progress.date, table, lines);
      progress.afterRow = row;
      lines = [];
      bytes = 0;
    }
    if (last) return true;
    if (late) return false;
  }
}

async function writePart(bucket: R2Bucket, date: string, table: BackupTable, lines: string[]): Promise<void> {
  const body = Buffer.from(lines.join(''));
  const sha256 = createHash('sha256').update(body).digest('hex');
  const number = table.parts.length + 1;
  const key = backupPartKey(date, table.name, number);
  // R2 refuses an object that does not have this hash: nothing was changed on the way.
  await bucket.put(key, body, { sha256, httpMetadata: { contentType: 'application/x-ndjson' } });
  table.parts.push({ key, rows: lines.length, bytes: body.length, sha256 });
  table.rows += lines.length;
}

function backupPartKey(date: string, table: string, number: number): string {
  return backupKey(date, number === 1 ? `${table}.ndjson` : `${table}.${number}.ndjson`);
}

async function put(
  bucket: R2Bucket,
  key: string,
  value: Manifest | Progress,
  onlyIf: R2Conditional = {},
): Promise<boolean> {
  const body = JSON.stringify(value, null, 1);
  const stored = await bucket.put(key, body, { onlyIf, httpMetadata: { contentType: 'application/json' } });
  return (stored as R2Object | null) !== null;
}

/** The names of the migrations that were applied to this database, in order. */
export async function appliedMigrations(database: D1Database): Promise<string[]> {
  const { results } = await database
    .prepare('SELECT name FROM d1_migrations ORDER BY id')
    .all<{ name: string }>();
  return results.map(({ name }) => name);
}
