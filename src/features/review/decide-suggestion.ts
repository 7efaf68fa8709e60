import type { SuggestionPart } from '../../../durable-objects/document/rpc.ts';
import { reachDocument } from '../../content/stub.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import type { Suggestion } from '../../protocol/review.ts';
import { touched } from '../documents/touched.ts';
import { suggested } from './suggestion-problem.ts';
import { tellOfDecision } from './tell-of-suggestions.ts';
import { reviewActor } from './written.ts';

/**
 * Accepts or rejects a suggestion, or a part of it. A repeat has the same answer: the version that committed it, null for
 * a rejection. Throws 404, 409 `already_decided` and `suggestion_changed`, 413 `document_full`, 422 `unknown_hunk` and
 * `unknown_version`.
 */
export async function decideSuggestion(
  deps: Deps,
  actor: Actor,
  {
    document,
    userId,
    ...decision
  }: Pick<Access, 'document' | 'userId'> & {
    suggestionId: string;
    kind: 'accepted' | 'rejected';
    part: SuggestionPart | null;
  },
): Promise<{ suggestion: Suggestion; version: number | null }> {
  const { env } = deps;
  const request = { by: await reviewActor(deps, actor, { document, userId }), ...decision };
  const answer = await reachDocument(env, document, (stub) => stub.decideSuggestion(request));
  const { suggestion, version, by, part } = suggested(document, answer);
  if (version !== null) touched(deps, document);
  // The first answer may have been lost before anybody was told. It is told as it was made: what a repeat names would be
  // told as another decision.
  if (by === userId)
    await tellOfDecision(deps, actor, { document, userId, suggestion, version, ...decision, part });
  return { suggestion, version };
}
