import { logger } from '../platform/observability/logger.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';

/** An operation that was a suggestion: the ids of whose it was, and of who accepted it. */
export interface Accepted {
  suggester: string;
  by: string;
}

/**
 * The suggestions that became operations after version `from`, up to `to`, by version. None when
 * the Document cannot be asked: the history is read from the archive then, and still names the authors.
 */
export async function acceptancesBetween(
  env: Env,
  place: DocumentPlace,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, Accepted>> {
  try {
    const answer = await reachDocument(env, place, (stub) => stub.acceptances({ from, to }));
    const known = answer.ok ? answer.value : [];
    return new Map(
      known.map(({ version, suggester, by }) => [version, { suggester: suggester.id, by: by.id }]),
    );
  } catch (error) {
    logger({ docId: place.id }).warn('who accepted suggestions is not known', { error: String(error) });
    return new Map();
  }
}
