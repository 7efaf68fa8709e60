import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { thinSnapshots } from '../../../src/archiving/thin-snapshots.ts';
import { snapshotKey } from '../../../src/platform/archive/keys.ts';
import { database } from '../../../src/platform/db/database.ts';
import { listSnapshots, markSnapshot, recordSnapshot } from '../../../src/platform/db/snapshots.ts';
import { written } from '../support/archived.ts';
import { wrapped } from '../support/faults.ts';

const db = database(env.DB);
const DAY = 24 * 60 * 60 * 1000;
const NOW = 20_000 * DAY;

async function snapshots(count: number): Promise<string> {
  const { docId } = await written();
  for (let version = 1; version <= count; version++) {
    const at = NOW - 30 * DAY + version;
    await env.ARCHIVE.put(snapshotKey(docId, version), '{}');
    await recordSnapshot(
      db,
      { docId, version, size: 2, name: null, authorId: null, at, createdAt: at },
      0,
      null,
    );
  }
  return docId;
}

async function left(docId: string): Promise<{ listed: number[]; stored: number[] }> {
  const stored: number[] = [];
  for (let version = 1; version <= 9; version++) {
    if (await env.ARCHIVE.head(snapshotKey(docId, version))) stored.push(version);
  }
  return { listed: (await listSnapshots(db, docId)).map(({ version }) => version), stored };
}

test('old snapshots are deleted from D1 and the archive; named and needed ones stay', async () => {
  const docId = await snapshots(6);
  await markSnapshot(db, docId, 2, { name: 'Draft', authorId: null });
  expect(await thinSnapshots(env, db, docId, NOW, new Set([4]))).toBe(3);
  expect(await left(docId)).toEqual({ listed: [2, 4, 6], stored: [2, 4, 6] });
  expect(await thinSnapshots(env, db, docId, NOW, new Set([4]))).toBe(0);
});

test('a snapshot that gets a name while others are thinned out stays', async () => {
  const docId = await snapshots(4);
  const DB = wrapped(env.DB, {
    prepare: (query: string) => {
      const statement = env.DB.prepare(query);
      if (!query.startsWith('delete')) return statement;
      return wrapped(statement, {
        bind: (...values: unknown[]) => {
          const bound = statement.bind(...values);
          return wrapped(bound, {
            raw: async () => {
              await markSnapshot(db, docId, 3, { name: 'Just now', authorId: null });
              return bound.raw();
            },
          });
        },
      });
    },
  });
  expect(await thinSnapshots(env, database(DB), docId, NOW)).toBe(2);
  expect(await left(docId)).toEqual({ listed: [3, 4], stored: [3, 4] });
});

test('if cut off in between, no missing snapshot is listed', async () => {
  const docId = await snapshots(4);
  const ARCHIVE = wrapped(env.ARCHIVE, { delete: () => Promise.reject(new Error('R2 is down')) });
  await expect(thinSnapshots({ ...env, ARCHIVE }, db, docId, NOW)).rejects.toThrow('R2 is down');
  expect(await left(docId)).toEqual({ listed: [4], stored: [1, 2, 3, 4] });
  expect(await thinSnapshots(env, db, docId, NOW)).toBe(0);
});
