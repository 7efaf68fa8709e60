import { findFork } from '../../platform/db/forks.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Caller } from '../../platform/tokens/caller.ts';
import { type Access, accessFor } from '../../platform/verbs/access.ts';
import type { Action } from '../../protocol/permissions.ts';

/** A caller's access to a fork for `ofFork`, and to its origin for `ofOrigin`. */
export interface PairAccess {
  fork: Access;
  origin: Access;
}

/**
 * The caller's access to a fork and to its origin. Throws as `accessFor`, and 409 `no_origin` when the document is no
 * fork, or the caller may not know of its origin: no one learns which.
 */
export async function pairAccess(
  deps: Pick<Work, 'db'>,
  caller: Caller,
  docId: string,
  { ofFork, ofOrigin }: { ofFork: Action; ofOrigin: Action },
): Promise<PairAccess> {
  const fork = await accessFor(deps, caller, docId, ofFork);
  const row = await findFork(deps.db, docId);
  if (row === undefined) throw noOrigin();
  try {
    return { fork, origin: await accessFor(deps, caller, row.originId, ofOrigin) };
  } catch (error) {
    throw error instanceof Problem && error.code === 'not_found' ? noOrigin() : error;
  }
}

/** The refusal for a document without an origin that the caller sees. */
export function noOrigin(): Problem {
  return new Problem(409, 'no_origin', 'The document is no fork of one that you see.');
}
