import { snapshotUrl } from '../../platform/archive/signed-url.ts';
import type { SnapshotRow } from '../../platform/db/snapshots.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { findAuthors } from './queries.ts';

/**
 * Snapshots of one document in the API's form, for a user with this access: with their authors, and with signed
 * addresses at `origin` if the user may read the text.
 */
export async function describeSnapshots(
  { env, db }: Pick<Work, 'env' | 'db'>,
  { document: { id: docId, generation }, reads }: Access,
  origin: string,
  rows: readonly SnapshotRow[],
) {
  const ids = new Set(rows.flatMap(({ authorId }) => (authorId === null ? [] : [authorId])));
  const authors = await findAuthors(db, [...ids]);
  return rows.map(({ version, name, size, at, createdAt, authorId }) => ({
    version,
    name,
    size,
    at: new Date(at).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    author: authors.find(({ id }) => id === authorId) ?? null,
    url: reads ? snapshotUrl(origin, { docId, version, generation }, env.URL_SIGNING_KEY, Date.now()) : null,
  }));
}
