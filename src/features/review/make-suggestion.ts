import type { Proposal, SuggestionError } from '../../../durable-objects/document/rpc.ts';
import type { Result } from '../../base/result.ts';
import { baseText } from '../../content/base-text.ts';
import { carryProposal } from '../../content/carry-delta.ts';
import type { IncomingContent } from '../../content/incoming-content.ts';
import { contentChange } from '../../content/replace-content.ts';
import { type DocumentStub, reachDocument } from '../../content/stub.ts';
import type { Warning } from '../../formats/warnings.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { isOfFork } from '../../platform/db/forks.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import type { Suggestion } from '../../protocol/review.ts';
import { suggested } from './suggestion-problem.ts';
import { followNote, tellOfNew } from './tell-of-suggestions.ts';
import { countChange, reviewActor } from './written.ts';

type Where = Pick<Access, 'document' | 'userId'>;
type Answer = Result<Suggestion, SuggestionError>;

// While a change was carried over the archive, the Document may have pruned more.
const TRIES = 5;

/**
 * Proposes a change of the text at a version, or the whole text that shall be in place of that; `warnings` say what of
 * that could not be kept. Throws as `reviewActor`, `contentChange`,
 * 409 `too_many_suggestions`, 413, 422 `invalid_delta` and `unknown_version`, 429.
 */
export async function makeSuggestion(
  deps: Deps,
  actor: Actor,
  {
    document,
    userId,
    version,
    note,
    id,
    ...content
  }: Where & IncomingContent & { version: number; note?: string | undefined; id?: string },
): Promise<{ suggestion: Suggestion; warnings: readonly Warning[] }> {
  const who = { document, userId };
  await countChange(deps, who, 1);
  const by = await reviewActor(deps, actor, who);
  const { delta, warnings } = await changeOf(deps, document, version, content);
  const proposal = { by, version, delta, note: note ?? null, ...(id !== undefined && { id }) };
  const suggestion = await propose(deps, document, proposal, (stub, asked) => stub.suggest(asked));
  await tellOfNew(deps, actor, document, suggestion);
  return { suggestion, warnings };
}

/** Replaces the caller's own suggestion. Throws as `makeSuggestion`, 403, 404, 409 `suggestion_changed`, `suggestion_of_fork`. */
export async function replaceSuggestion(
  deps: Deps,
  actor: Actor,
  {
    document,
    userId,
    suggestionId,
    review,
    version,
    delta,
    note,
  }: Where & {
    suggestionId: string;
    review: number;
    version: number;
    delta: unknown;
    note?: string | null | undefined;
  },
): Promise<Suggestion> {
  const by = await reviewActor(deps, actor, { document, userId });
  const ofFork = await isOfFork(deps.db, document.id, suggestionId);
  const proposal = { by, version, delta, ...(note !== undefined && { note }) };
  const suggestion = await propose(deps, document, proposal, (stub, asked) =>
    stub.replaceSuggestion({ ...asked, suggestionId, review, isOfFork: ofFork }),
  );
  if (note !== undefined) await followNote(deps, document, suggestion);
  return suggestion;
}

/** Takes back the caller's own suggestion. Throws 403, 404, 409 `already_decided`. */
export async function withdrawSuggestion(
  deps: Deps,
  actor: Actor,
  { document, userId, suggestionId }: Where & { suggestionId: string },
): Promise<void> {
  const by = await reviewActor(deps, actor, { document, userId });
  const request = { by, suggestionId };
  suggested(document, await reachDocument(deps.env, document, (stub) => stub.withdrawSuggestion(request)));
}

async function propose(
  { env }: Deps,
  document: DocumentRow,
  proposal: Proposal,
  ask: (stub: DocumentStub, proposal: Proposal) => Promise<Answer>,
): Promise<Suggestion> {
  let asked = proposal;
  for (let i = 0; i < TRIES; i++) {
    const answer = await reachDocument(env, document, (stub) => ask(stub, asked));
    if (answer.ok || answer.error.code !== 'pruned') return suggested(document, answer);
    asked = { ...asked, ...(await carryProposal(env, document, asked)) };
  }
  throw new Problem(503, 'document_busy', 'The document is changing too fast to propose this. Try again.', {
    headers: { 'Retry-After': '2' },
  });
}

async function changeOf(
  { env, db }: Deps,
  document: DocumentRow,
  version: number,
  content: IncomingContent,
): Promise<{ delta: unknown; warnings: readonly Warning[] }> {
  if (content.delta !== undefined) return { delta: content.delta, warnings: [] };
  return contentChange(await baseText(env, db, document, version), content, document.id);
}
