import { ApiProblem } from '../../../api/problem.ts';
import type { DecidedHunks } from '../../../collab/index.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { readsSame } from './hunk-words.ts';
import { type HunkSource, readHunks } from './read-hunks.ts';
import { seenIn } from './told.ts';

type Source = HunkSource & Pick<DocumentSession, 'decisionOf' | 'view' | 'subscribe'>;

/**
 * What a decision about hunks of a suggestion, null for all of them, has to say, once the server has what the user typed;
 * null when that takes too long. Rejects with `suggestion_changed` when the suggestion is in another state, or reads
 * otherwise, than the page showed when this was called: the user decided about what was seen.
 */
export async function seenDecision(
  session: Source,
  id: string,
  hunks: readonly number[] | null,
): Promise<DecidedHunks | null> {
  // The view follows once a frame, as the page does.
  const shown = session.view().suggestions?.find((one) => one.id === id);
  // Asked before the hunks are read: what the user has just typed is taken in first.
  session.decisionOf(id, hunks);
  const seen = readHunks(session, id);
  await seenIn(session, () => session.decisionOf(id, hunks) !== null);
  const decision = session.decisionOf(id, hunks);
  if (decision === null) return null;
  // What of the user's own suggestion had yet to be sent was seen too, and makes a new state of it.
  const isSameState = shown?.isUnsent || decision.review === shown?.told?.review;
  // Numbers of hunks shift when the text changes under others of them, so all must read the same.
  if (!isSameState || !readsSame(seen, readHunks(session, id)))
    throw new ApiProblem('suggestion_changed', 409, 'changed since shown');
  return decision;
}
