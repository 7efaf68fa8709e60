import type { Delta } from '../ot/op.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { Database } from '../platform/db/database.ts';
import { Problem } from '../platform/problem/problem.ts';
import { newestVersion } from './newest-version.ts';
import { readVersion } from './read-version.ts';

/**
 * The text that a program has read, at the version that it names. Throws 422 `unknown_version` for one that does not
 * exist yet, and as `readVersion`.
 */
export async function baseText(
  env: Env,
  db: Database,
  document: DocumentRow,
  version: number,
): Promise<Delta> {
  if (version > (await newestVersion(env, document)))
    throw new Problem(422, 'unknown_version', `There is no version ${version} yet.`);
  const { ops } = await readVersion(env, db, document, version);
  return JSON.parse(ops) as Delta;
}
