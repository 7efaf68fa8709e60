import type { Accepted } from '../../content/acceptances.ts';
import type { Revision } from '../../content/revisions.ts';
import type { Database } from '../../platform/db/database.ts';
import { findAuthors, namesBetween } from './queries.ts';

/**
 * Revisions of one document in the API's form: with their authors, the names of versions in them, and who made and
 * accepted the suggestions in them (`accepted`, by version).
 */
export async function describeRevisions(
  db: Database,
  docId: string,
  rows: readonly Revision[],
  accepted: ReadonlyMap<number, Accepted>,
) {
  const oldest = rows.at(-1);
  const newest = rows[0];
  if (oldest === undefined || newest === undefined) return [];
  const ids = [
    ...new Set([...rows.flatMap(({ authors }) => authors), ...[...accepted.values()].map(({ by }) => by)]),
  ];
  const [authors, names] = await Promise.all([
    findAuthors(db, ids),
    namesBetween(db, docId, oldest.fromVersion, newest.toVersion),
  ]);
  const byId = new Map(authors.map((author) => [author.id, author]));
  const described = (id: string) => byId.get(id) ?? { id, name: null, color: null };
  return rows.map((row) => {
    const suggestions = [...accepted]
      .filter(([version]) => version > row.fromVersion && version <= row.toVersion)
      .map(([, suggestion]) => suggestion);
    const named = names.findLast(({ version }) => version > row.fromVersion && version <= row.toVersion);
    return {
      from: row.fromVersion,
      to: row.toVersion,
      authors: row.authors.map(described),
      ...(suggestions.length > 0 && {
        suggestedBy: [...new Set(suggestions.map(({ suggester }) => suggester))].map(described),
        acceptedBy: [...new Set(suggestions.map(({ by }) => by))].map(described),
      }),
      startedAt: new Date(row.startedAt).toISOString(),
      endedAt: new Date(row.endedAt).toISOString(),
      inserted: row.inserted,
      deleted: row.deleted,
      ...(named && { name: named.name }),
    };
  });
}
