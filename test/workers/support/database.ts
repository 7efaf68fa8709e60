import { env } from 'cloudflare:workers';
import { BACKED_UP_TABLES } from '../../../src/background/backup/tables.ts';

/** All rows of every table, in insertion order. */
export async function contentsOfD1(): Promise<Record<string, Record<string, unknown>[]>> {
  const contents: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of BACKED_UP_TABLES) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${name} ORDER BY rowid`).all();
    contents[name] = results;
  }
  return contents;
}

/** Empties D1 and keeps the schema. Removes and restores the triggers that refuse deletion. */
export async function emptyD1(): Promise<void> {
  const { results: triggers } = await env.DB.prepare(
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'`,
  ).all<{ name: string; sql: string }>();
  await env.DB.batch([
    ...triggers.map(({ name }) => env.DB.prepare(`DROP TRIGGER ${name}`)),
    ...BACKED_UP_TABLES.map(({ name }) => env.DB.prepare(`DELETE FROM ${name}`)),
    ...triggers.map(({ sql }) => env.DB.prepare(sql)),
  ]);
}
