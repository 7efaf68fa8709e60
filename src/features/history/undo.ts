import { readLog } from '../../content/read-log.ts';
import { readVersion } from '../../content/read-version.ts';
import { eachOperation } from '../../content/stroke.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { AuthorUndo } from './undo-author.ts';

/**
 * The most versions over which one author's work can be undone at once: the text is transformed through each of them.
 */
export const UNDO_VERSIONS = 10_000;

/** An author, and the versions after `from`, up to `to`. */
export interface AuthorsWork {
  author: string;
  from: number;
  to: number;
}

/**
 * The operation that removes an author's work from the newest text, and the version that it applies to. Empty when
 * there is nothing to undo. Throws 404 `unknown_version`, 410 `version_expired`, 422 `range_too_large`, 503 when the
 * log cannot be read.
 */
export async function undoWork(
  env: Env,
  db: Database,
  document: DocumentRow,
  { author, from, to }: AuthorsWork,
): Promise<{ baseVersion: number; delta: Delta }> {
  if (to - from > UNDO_VERSIONS) {
    throw new Problem(
      422,
      'range_too_large',
      `The work of at most ${UNDO_VERSIONS} versions can be undone at once.`,
    );
  }
  const past = await readVersion(env, db, document, from);
  const undo = new AuthorUndo(JSON.parse(past.ops) as Delta);
  let version = from;
  for await (const frame of readLog(env, document, from)) {
    eachOperation(frame, { from: version, to: frame.last }, (delta, by) => {
      undo.apply(delta, by.author === author && by.version <= to);
    });
    version = frame.last;
  }
  if (version < to) throw new Problem(404, 'unknown_version', `There is no version ${to} yet.`);
  return { baseVersion: version, delta: undo.operation };
}
