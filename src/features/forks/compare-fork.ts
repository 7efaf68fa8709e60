import { changesOf } from '../../content/fork/proposed.ts';
import { readVersion } from '../../content/read-version.ts';
import { composeRun } from '../../ot/compose.ts';
import type { Delta } from '../../ot/op.ts';
import { plainText } from '../../ot/plain-text.ts';
import { hunksOf } from '../../ot/suggestions/hunks.ts';
import type { Written } from '../../ot/written.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { findFork } from '../../platform/db/forks.ts';
import type { Work } from '../../platform/events/work.ts';
import { type HunkInContext, inContext } from './in-context.ts';
import { noOrigin, type PairAccess } from './origin-access.ts';
import { readStanding } from './standing.ts';

// Enough to look at; a longer list would be a comparison of other texts.
const HUNKS = 200;

/**
 * What a merge and an update of a fork would change now: the hunks of each, in the text that it would go to, with
 * what stands around them there. Writes nothing. Throws as `readStanding` and `readVersion`.
 */
export async function compareFork(work: Pick<Work, 'env' | 'db'>, { fork, origin }: PairAccess) {
  const row = await findFork(work.db, fork.document.id);
  if (row === undefined) throw noOrigin();
  const { now } = await readStanding(work, { fork: fork.document, origin: origin.document }, row);
  const [merge, update] = await Promise.all([
    change(work, origin.document, now.origin, [
      ...(now.proposed === null ? [] : changesOf(now.proposed)),
      ...now.unmerged,
    ]),
    change(work, fork.document, now.fork, now.bridge),
  ]);
  const { id: docId, title } = origin.document;
  return { docId, title, role: origin.role, version: row.originVersion, merge, update };
}

async function change(
  { env, db }: Pick<Work, 'env' | 'db'>,
  document: DocumentRow,
  version: number,
  written: readonly Written[],
): Promise<{ version: number; hunks: HunkInContext[]; more: number }> {
  const delta = composeRun(written.map((one) => one.delta));
  if (delta.length === 0) return { version, hunks: [], more: 0 };
  const { ops } = await readVersion(env, db, document, version);
  const text = JSON.parse(ops) as Delta;
  const hunks = hunksOf(delta, text);
  const plain = plainText(text);
  const shown = hunks.slice(0, HUNKS).map((hunk) => inContext(hunk, plain));
  return { version, hunks: shown, more: hunks.length - shown.length };
}
