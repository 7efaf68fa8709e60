import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import { findLiveSession } from '../db/callers.ts';
import { failUnlessSession } from '../db/session-guard.ts';
import type { Work } from '../events/work.ts';
import { Problem } from '../problem/problem.ts';

type Statements = readonly [BatchItem<'sqlite'>, ...BatchItem<'sqlite'>[]];

/**
 * Writes what a session requests, in one batch and only while that session exists. A request under way while the
 * account is claimed or its password is reset must leave no way back in. Throws 401 `unauthenticated`, with nothing
 * written, once the session has ended.
 */
export async function writeWhileSignedIn<T extends Statements>(
  deps: Pick<Work, 'db'>,
  sessionId: string,
  statements: T,
): Promise<BatchResponse<T>> {
  const { db } = deps;
  return orSignedOut(deps, sessionId, async () => {
    const [, ...results] = await db.batch([failUnlessSession(db, sessionId), ...statements]);
    return results as BatchResponse<T>;
  });
}

/**
 * Does work whose batch contains `failUnlessSession`; throws 401 `unauthenticated` when it failed because the session
 * has ended.
 */
export async function orSignedOut<T>(
  { db }: Pick<Work, 'db'>,
  sessionId: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (await findLiveSession(db, sessionId, Date.now())) throw error;
    throw new Problem(401, 'unauthenticated', 'The session has ended.', {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    });
  }
}
