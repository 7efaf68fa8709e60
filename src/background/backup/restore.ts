import { createHash } from 'node:crypto';
import { must } from '../../base/assert.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { RESTORE_KEY } from '../../platform/archive/keys.ts';
import { appliedMigrations } from './back-up.ts';
import { type BackupPart, type BackupTable, type Manifest, readManifest } from './manifest.ts';
import { type Refreshed, refreshDocuments } from './refresh-documents.ts';

/** The progress of a restore. `next` is the step to ask for; null when it is done. */
export interface RestoreStep {
  next: number | null;
  steps: number;
  /** Rows that this step inserted, and rows that existed already. */
  inserted: number;
  skipped: number;
  /** The findings of the last step. */
  settled: Refreshed | null;
}

/** Why nothing is restored. */
export type RestoreError = 'no_backup' | 'corrupt' | 'not_empty' | 'schema' | 'unknown_step';

// One parameter of a statement carries many rows as JSON; D1 takes 2 MB.
const CHUNK_UNITS = 400_000;
const LONGEST_ROW_UNITS = 900_000;

/**
 * One step of restoring the backup of `date` into an empty D1. Step 0 refuses when there are users or documents, and
 * verifies every checksum before anything is inserted; each of the others inserts one part; the last one does what a
 * restored database needs. A step that was cut off can be repeated: existing rows are skipped.
 */
export async function restoreStep(
  env: Env,
  date: string,
  step: number,
  now: number,
): Promise<Result<RestoreStep, RestoreError>> {
  const manifest = await readManifest(env.ARCHIVE, date);
  if (manifest === null) return fail('no_backup', `there is no complete backup of ${date}`);
  const parts = manifest.tables.flatMap((table) => table.parts.map((part) => ({ table, part })));
  // One step of checks before the parts, one of settling after them.
  const steps = parts.length + 2;
  if (step >= steps) return fail('unknown_step', `there are ${steps} steps`);
  if (step === 0) {
    const refused = await refusal(env, manifest);
    if (refused !== null) return refused;
    await env.ARCHIVE.put(RESTORE_KEY, JSON.stringify({ date }));
    return ok({ next: 1, steps, inserted: 0, skipped: 0, settled: null });
  }
  if ((await begunWith(env.ARCHIVE)) !== date)
    return fail('not_empty', `no restore from ${date} has started: start with step 0`);
  if (step === steps - 1) {
    const settled = await refreshDocuments(env, now);
    await env.ARCHIVE.delete(RESTORE_KEY);
    return ok({ next: null, steps, inserted: 0, skipped: 0, settled });
  }
  const { table, part } = must(parts[step - 1]);
  const body = await readPart(env.ARCHIVE, part);
  if (body === null) return fail('corrupt', `${part.key} does not match the manifest`);
  const inserted = await insert(env.DB, table, body.trimEnd().split('\n'));
  return ok({ next: step + 1, steps, inserted, skipped: part.rows - inserted, settled: null });
}

async function refusal(env: Env, manifest: Manifest): Promise<Result<never, RestoreError> | null> {
  const { date, migrations, tables } = manifest;
  if ((await begunWith(env.ARCHIVE)) !== date && !(await isEmpty(env.DB)))
    return fail(
      'not_empty',
      'the database has users or documents: a backup is restored only into an empty one',
    );
  const applied = new Set(await appliedMigrations(env.DB));
  const missing = migrations.filter((name) => !applied.has(name));
  if (missing.length > 0)
    return fail('schema', `the database lacks migrations of the backup: ${missing.join(', ')}`);
  for (const part of tables.flatMap((table) => table.parts)) {
    if ((await readPart(env.ARCHIVE, part)) === null)
      return fail('corrupt', `${part.key} does not match the manifest`);
  }
  return null;
}

async function isEmpty(database: D1Database): Promise<boolean> {
  const found = await database
    .prepare('SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM documents) AS found')
    .first<number>('found');
  return found === 0;
}

async function begunWith(bucket: R2Bucket): Promise<string | null> {
  const object = await bucket.get(RESTORE_KEY);
  return object === null ? null : (await object.json<{ date: string }>()).date;
}

// Null when it does not exist, or does not match what was written.
async function readPart(bucket: R2Bucket, part: BackupPart): Promise<string | null> {
  const object = await bucket.get(part.key);
  if (object === null) return null;
  const bytes = Buffer.from(await object.arrayBuffer());
  return createHash('sha256').update(bytes).digest('hex') === part.sha256 ? bytes.toString() : null;
}

// Many rows a statement, as one parameter: separate rows would need a hundred times as many statements.
async function insert(database: D1Database, table: BackupTable, lines: string[]): Promise<number> {
  const names = table.columns.map((column) => `"${column}"`).join(', ');
  const values = table.columns.map((column) => `value ->> '$.${column}'`).join(', ');
  const many = database.prepare(
    `INSERT OR IGNORE INTO "${table.name}" (${names}) SELECT ${values} FROM json_each(?) RETURNING 1`,
  );
  let inserted = 0;
  let chunk: string[] = [];
  let units = 0;
  const flush = async () => {
    if (chunk.length > 0) inserted += (await many.bind(`[${chunk.join(',')}]`).all()).results.length;
    chunk = [];
    units = 0;
  };
  for (const line of lines) {
    if (line.length > LONGEST_ROW_UNITS) inserted += await insertOne(database, table, line);
    else {
      if (units + line.length > CHUNK_UNITS) await flush();
      chunk.push(line);
      units += line.length;
    }
  }
  await flush();
  return inserted;
}

// A row that is nearly as long as a row may be would be too long as JSON.
async function insertOne(database: D1Database, table: BackupTable, line: string): Promise<number> {
  const names = table.columns.map((column) => `"${column}"`).join(', ');
  const marks = table.columns.map(() => '?').join(', ');
  const row = JSON.parse(line) as Record<string, unknown>;
  const { results } = await database
    .prepare(`INSERT OR IGNORE INTO "${table.name}" (${names}) VALUES (${marks}) RETURNING 1`)
    .bind(...table.columns.map((column) => row[column] ?? null))
    .all();
  return results.length;
}
