import { newestVersion } from '../../content/newest-version.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { findVisit, recordVisit } from './queries.ts';

type Visited = Pick<Access, 'document' | 'userId'>;

/** The last version of a document that a user has seen, and when; nulls before the first visit. */
export async function lastVisit(
  { env, db }: Pick<Work, 'env' | 'db'>,
  { document, userId }: Visited,
): Promise<{ version: number | null; at: string | null }> {
  const visit = await findVisit(db, document.id, userId);
  if (visit === undefined) return { version: null, at: null };
  // A recovery may have undone the seen version.
  const head = visit.version <= document.version ? document.version : await newestVersion(env, document);
  return { version: Math.min(visit.version, head), at: new Date(visit.at).toISOString() };
}

/** Records the last version that a user has seen; an older one changes nothing. Throws 422 `unknown_version`. */
export async function noteVisit(
  { env, db }: Pick<Work, 'env' | 'db'>,
  { document, userId, version }: Visited & { version: number },
): Promise<void> {
  const head = version <= document.version ? document.version : await newestVersion(env, document);
  if (version > head) throw new Problem(422, 'unknown_version', `There is no version ${version} yet.`);
  await recordVisit(db, { docId: document.id, userId, version, head, now: Date.now() });
}
