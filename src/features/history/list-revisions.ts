import { type Accepted, acceptancesBetween } from '../../content/acceptances.ts';
import { type LoggedDocument, readLog } from '../../content/read-log.ts';
import { extendRevisions, type Revision } from '../../content/revisions.ts';
import type { ArchivedFrame } from '../../platform/archive/segment.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Work } from '../../platform/events/work.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { describeRevisions } from './describe-revisions.ts';
import { listRevisions } from './queries.ts';

// The number of frames that are made into revisions at a time, so that a long unarchived log is not held at once.
const BATCH = 500;

const ORDER = 'history';

/** A page of a document's revisions, newest first. Throws 422 `invalid_cursor`, and as `latestRevisions`. */
export async function listRevisionsOf(
  { env, db }: Pick<Work, 'env' | 'db'>,
  document: LoggedDocument,
  { limit, cursor }: PageRequest,
) {
  const before = decodeCursor(ORDER, 'number', cursor)?.[0] ?? null;
  const rows = await latestRevisions(env, db, document, { before, limit: limit + 1 });
  const { items, nextCursor } = toPage(rows, limit, ORDER, {
    position: ({ fromVersion }) => [fromVersion, ''],
    item: (row) => row,
  });
  const [newest, oldest] = [items[0], items.at(-1)];
  const accepted =
    newest === undefined || oldest === undefined
      ? new Map<number, Accepted>()
      : await acceptancesBetween(env, document, oldest.fromVersion, newest.toVersion);
  return { items: await describeRevisions(db, document.id, items, accepted), nextCursor };
}

/**
 * At most `limit` revisions that begin before version `before` (null: all), newest first. Revisions of what is not
 * archived yet are made from the log itself, so the newest are never missing. Throws 503 when that cannot be read.
 */
async function latestRevisions(
  env: Env,
  db: Database,
  document: LoggedDocument,
  { before, limit }: { before: number | null; limit: number },
): Promise<Revision[]> {
  const stored = await listRevisions(db, document, { before, limit });
  const [newest = null] =
    before === null ? stored : await listRevisions(db, document, { before: null, limit: 1 });
  if (before !== null && newest !== null && before <= newest.fromVersion) return stored;
  const fresh = await revisionsAfter(env, document, newest);
  const known = new Set(fresh.map(({ fromVersion }) => fromVersion));
  return [...fresh.reverse(), ...stored.filter(({ fromVersion }) => !known.has(fromVersion))]
    .filter(({ fromVersion }) => before === null || fromVersion < before)
    .slice(0, limit);
}

// What the newest stored revision has grown into, and those after it.
async function revisionsAfter(
  env: Env,
  document: LoggedDocument,
  stored: Revision | null,
): Promise<Revision[]> {
  const rows: Revision[] = [];
  let batch: ArchivedFrame[] = [];
  const take = (): void => {
    const { replace, add } = extendRevisions(rows.at(-1) ?? stored, batch, document.logFrom);
    if (replace !== null) rows.splice(Math.max(0, rows.length - 1), 1, replace);
    rows.push(...add);
    batch = [];
  };
  for await (const frame of readLog(env, document, stored?.toVersion ?? document.logFrom)) {
    batch.push(frame);
    if (batch.length === BATCH) take();
  }
  take();
  return rows;
}
