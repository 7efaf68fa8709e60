import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { tidyArchive } from '../../../src/background/sweep/tidy-archive.ts';
import { segmentKey, snapshotKey } from '../../../src/platform/archive/keys.ts';
import { writeSegment } from '../../../src/platform/archive/segment-store.ts';
import { database } from '../../../src/platform/db/database.ts';
import { listSnapshots, recordSnapshot } from '../../../src/platform/db/snapshots.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { keystrokes, segmentOf } from '../../support/frames.ts';
import { segmentsOf, written } from '../support/archived.ts';
import { sweep } from '../support/cron.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test('every document has its turn once a day: segments are merged, snapshots thinned out; a failure affects no other', async () => {
  const log = keystrokes(1_100);
  const documents = [await written(), await written(), await written()];
  const now = Date.now();
  const long = now - 8 * DAY;
  for (const { docId } of documents) {
    for (let from = 0; from < 1_100; from += 100) {
      await writeSegment(env.ARCHIVE, segmentOf(docId, log, from, from + 100));
    }
    for (const version of [100, 200, 300]) {
      await env.ARCHIVE.put(snapshotKey(docId, version), '{}');
      const row = {
        docId,
        version,
        size: 2,
        name: null,
        authorId: null,
        at: long + version,
        createdAt: long,
      };
      await recordSnapshot(database(env.DB), row, 0, null);
    }
  }
  const [bad, ...good] = documents.map(({ docId }) => docId);
  await env.ARCHIVE.put(segmentKey(bad as string, 0, 100), 'rubbish');
  // The first run is the clock's own; a whole day of all other steps of the sweep is not the subject.
  await sweep(now);
  for (let at = now + 5 * MINUTE; at < now + DAY; at += 5 * MINUTE)
    await tidyArchive(env, database(env.DB), logger(), at);
  for (const docId of good) {
    expect(await segmentsOf(docId)).toEqual([
      [0, 1_000],
      [1_000, 1_100],
    ]);
    expect((await listSnapshots(database(env.DB), docId)).map(({ version }) => version)).toEqual([300]);
  }
  expect(await segmentsOf(bad as string)).toHaveLength(11);
});
