import { logger } from '../platform/observability/logger.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';

/**
 * Who accepted the suggestions that became operations after version `from`, up to `to`: a user's id by version. None when
 * the Document cannot be asked: the history is read from the archive then, and still names the authors.
 */
export async function acceptancesBetween(
  env: Env,
  place: DocumentPlace,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, string>> {
  try {
    const answer = await reachDocument(env, place, (stub) => stub.acceptances({ from, to }));
    return new Map(answer.ok ? answer.value.map(({ version, by }) => [version, by.id]) : []);
  } catch (error) {
    logger({ docId: place.id }).warn('who accepted suggestions is not known', { error: String(error) });
    return new Map();
  }
}
