import { readVersion } from '../content/read-version.ts';
import { plain } from '../ot/authored.ts';
import { compose, composeRun } from '../ot/compose.ts';
import type { Delta } from '../ot/op.ts';
import { plainText } from '../ot/plain-text.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { Database } from '../platform/db/database.ts';
import { findDocument } from '../platform/db/documents.ts';
import { type ForkRow, findFork } from '../platform/db/forks.ts';
import { Problem as Refusal } from '../platform/problem/problem.ts';
import type { Problem } from './replay.ts';

/**
 * Compares what D1 remembers of a fork with the texts of both documents: where they last met, the fork's text and what
 * only the origin has give the same as the origin's text and what only the fork has. None for a document that is no
 * fork, whose origin is gone, or where one of both was recovered since: no merge goes by that record any more. Only
 * reads.
 */
export async function verifyFork(env: Env, db: Database, fork: DocumentRow): Promise<Problem[]> {
  const row = await findFork(db, fork.id);
  const origin = row && (await findDocument(db, row.originId));
  if (row === undefined || origin === undefined) return [];
  if (fork.generation !== 0 || origin.generation !== row.originGeneration) return [];
  const problem = (message: string): Problem[] => [{ at: row.metFork, kind: 'fork', message }];
  if (row.metOrigin < row.originVersion || row.metFork < row.forkVersion)
    return problem('D1 says that it met its origin before it began');
  try {
    const [ofFork, ofOrigin] = await Promise.all([
      textAt(env, db, fork, row.metFork),
      textAt(env, db, origin, row.metOrigin),
    ]);
    return sameText(row, ofFork, ofOrigin)
      ? []
      : problem(
          `what D1 says of version ${row.metOrigin} of the origin and this fork contradicts their texts`,
        );
  } catch (error) {
    // Neither kept nor in a snapshot any more: merging is refused for the same reason.
    if (error instanceof Refusal && error.code === 'version_expired') return [];
    return problem(`D1 says that they met at versions that cannot be read or changed so: ${String(error)}`);
  }
}

async function textAt(env: Env, db: Database, document: DocumentRow, version: number): Promise<Delta> {
  return JSON.parse((await readVersion(env, db, document, version)).ops) as Delta;
}

// Uploads have another address in each, and an older log may hold formats that are valid no more: letters and lengths
// are compared.
function sameText({ bridge, unmerged, proposed }: ForkRow, fork: Delta, origin: Delta): boolean {
  const suggested = proposed === null ? origin : compose(origin, plain(proposed.delta));
  return plainText(after(fork, bridge)) === plainText(after(suggested, unmerged));
}

function after(text: Delta, written: ForkRow['bridge']): Delta {
  return compose(text, composeRun(written.map(({ delta }) => delta)));
}
