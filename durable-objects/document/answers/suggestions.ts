import { newClientId, randomId } from '../../../src/base/ids.ts';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import { jsonBytes } from '../../../src/ot/bytes.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import type { Core } from '../lifecycle/core.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { weightOf } from '../lifecycle/program-edit.ts';
import { decide, decidedBefore, type MadeDecision } from '../review/decide.ts';
import { type Proposed, proposedBy } from '../review/proposed.ts';
import type { Draft } from '../review/review-log.ts';
import { PAGE_LENGTH } from '../review/shown.ts';
import { currentOf, type StoredSuggestion } from '../review/suggestion-state.ts';
import type {
  DecisionRequest,
  Proposal,
  ReviewActor,
  SuggestionError,
  SuggestionPart,
  SuggestionRpc,
} from '../rpc.ts';
import { done } from './done-by.ts';

// Typing becomes one number of the review log a second.
const APART_MS = 1_000;

type Answer<T> = Result<T, SuggestionError>;

/** What a Document answers about its suggestions. */
export class SuggestionAnswers implements SuggestionRpc {
  readonly #lifecycle: Lifecycle;

  constructor(lifecycle: Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  suggest(request: Proposal): Promise<Answer<Suggestion>> {
    return this.#ask((core): Answer<Suggestion> => {
      const proposed = this.#proposed(core, request, null);
      if (!proposed.ok) return proposed;
      const { by, note = null } = request;
      const [suggestion, thread] = [request.id ?? randomId(), randomId()];
      const drafts: Draft[] = [made(request, { suggestion, thread }, proposed.value)];
      if (note !== null) drafts.push({ kind: 'note', suggestion, ...done(by), text: note });
      return written(core, suggestion, by, drafts, proposed.value);
    });
  }

  async replaceSuggestion(
    request: Parameters<SuggestionRpc['replaceSuggestion']>[0],
  ): Promise<Answer<Suggestion>> {
    for (;;) {
      const answer = await this.#onSuggestion(request.suggestionId, (core, suggestion) =>
        this.#replace(core, suggestion, request),
      );
      if (!answer.ok || !('wait' in answer.value)) return answer as Answer<Suggestion>;
      const { wait } = answer.value;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  decideSuggestion(asked: DecisionRequest): ReturnType<SuggestionRpc['decideSuggestion']> {
    const request = { ...asked, part: asked.part && eachOnce(asked.part) };
    return this.#onSuggestion(request.suggestionId, (core, suggestion) => {
      const decided = decidedBefore(suggestion, request) ?? carryOut(core, suggestion, request);
      if (!decided.ok) return decided;
      const shown = shownOf(core, suggestion.id);
      if (!shown.ok) return shown;
      return ok({ suggestion: shown.value, ...decided.value });
    });
  }

  withdrawSuggestion({
    by,
    suggestionId,
  }: Parameters<SuggestionRpc['withdrawSuggestion']>[0]): Promise<Answer<Suggestion>> {
    return this.#onSuggestion(suggestionId, (core, { id, author, status }): Answer<Suggestion> => {
      if (author !== by.user.id) return fail('forbidden', 'the suggestion is not yours');
      if (status !== 'open' && status !== 'withdrawn') return fail('already_decided', `it is ${status}`);
      if (status === 'open')
        core.review.commit(
          [{ kind: 'withdraw', suggestion: id, ...done(by) }],
          'name' in by.user ? { by: by.user } : {},
        );
      return shownOf(core, id);
    });
  }

  suggestion({
    suggestionId,
    version,
  }: Parameters<SuggestionRpc['suggestion']>[0]): ReturnType<SuggestionRpc['suggestion']> {
    return this.#onSuggestion(suggestionId, ({ review }, suggestion) => {
      const now = { ...review.shownSuggestion(suggestion), from: currentOf(suggestion).base };
      if (version === null || version === now.version) return ok(now);
      const there = review.suggestions.deltaAt(suggestion, version);
      return there.ok ? ok({ ...now, version, delta: there.value ?? [] }) : there;
    });
  }

  suggestions({
    status,
    after,
    limit,
  }: Parameters<SuggestionRpc['suggestions']>[0]): ReturnType<SuggestionRpc['suggestions']> {
    // In the trash too: its owner exports them.
    return this.#ready(({ review }) => {
      const { rows } = review.suggestions;
      if (review.number === 0) return ok({ suggestions: [], next: null });
      const found = rows.page(status, after, limit + 1);
      const page: StoredSuggestion[] = [];
      let length = 0;
      for (const suggestion of found.slice(0, limit)) {
        length += rows.lengthOf(suggestion);
        if (length > PAGE_LENGTH && page.length > 0) break;
        page.push(suggestion);
      }
      const last = found.length > page.length ? page[page.length - 1] : undefined;
      return ok({
        suggestions: page.map((suggestion) => review.shownSuggestion(suggestion)),
        next: last === undefined ? null : { at: last.createdAt, id: last.id },
      });
    });
  }

  suggestedText(): ReturnType<SuggestionRpc['suggestedText']> {
    return this.#ask(({ log, text, review }) => {
      const open = review.number === 0 ? [] : review.suggestions.rows.open();
      const ops = text.jsonAt(log.version);
      if (ops === null) return fail('pruned', `what is kept begins after version ${log.from}`);
      return ok({
        version: log.version,
        review: review.number,
        ops,
        open: open.flatMap(({ id }) => {
          const carried = review.suggestions.at(id);
          return carried?.version === log.version ? [{ id, delta: carried.delta ?? [] }] : [];
        }),
      });
    });
  }

  acceptances({ from, to }: { from: number; to: number }): ReturnType<SuggestionRpc['acceptances']> {
    return this.#ask(({ review }) => ok(review.number === 0 ? [] : review.suggestions.acceptances(from, to)));
  }

  #ask<T>(answer: (core: Core) => Answer<T>): Promise<Answer<T>> {
    return this.#ready((core) =>
      core.meta.get('deleted', false) ? fail('not_found', 'there is no such document') : answer(core),
    );
  }

  async #ready<T>(answer: (core: Core) => Answer<T>): Promise<Answer<T>> {
    const core = await this.#lifecycle.ready();
    // After a rebuild, what is open is carried over the archived log first.
    if (core !== null && core.review.number > 0) await core.review.suggestions.catchUp();
    return this.#lifecycle.ask((core): Answer<T> => {
      if (core.review.number > 0) core.review.expire();
      return answer(core);
    });
  }

  #onSuggestion<T>(
    id: string,
    answer: (core: Core, suggestion: StoredSuggestion) => Answer<T>,
  ): Promise<Answer<T>> {
    return this.#ask((core) => {
      const suggestion = core.review.number === 0 ? null : core.review.suggestions.rows.get(id);
      return suggestion === null
        ? fail('suggestion_not_found', 'there is no such suggestion')
        : answer(core, suggestion);
    });
  }

  #replace(
    core: Core,
    suggestion: StoredSuggestion,
    request: Parameters<SuggestionRpc['replaceSuggestion']>[0],
  ): Answer<Suggestion | { wait: number }> {
    const { by, review, note } = request;
    const { id, thread, author, status, changed, updatedAt } = suggestion;
    if (author !== by.user.id) return fail('forbidden', 'the suggestion is not yours');
    if (status !== 'open' || changed !== review)
      return fail('suggestion_changed', `it has changed since ${review}: its last change is ${changed}`);
    if (request.isOfFork) return fail('suggestion_of_fork', 'only a merge of its fork replaces it');
    const wait = Math.min(APART_MS, updatedAt + APART_MS - Date.now());
    if (wait > 0) return ok({ wait });
    const now = Date.now();
    if (!core.collaboration.floods.of(author, now).mayReplace(now))
      return fail('rate_limited', 'too many suggestions were replaced by this user');
    const proposed = this.#proposed(core, request, suggestion);
    if (!proposed.ok) return proposed;
    const drafts: Draft[] = [made(request, { suggestion: id, thread }, proposed.value)];
    const isNoted = note !== undefined && note !== core.review.shownSuggestion(suggestion).note;
    if (isNoted)
      drafts.push({ kind: 'note', suggestion: id, ...done(by), ...(note !== null && { text: note }) });
    return written(core, id, by, drafts, proposed.value);
  }

  // `before`: the one that it replaces.
  #proposed(core: Core, request: Proposal, before: StoredSuggestion | null): Answer<Proposed> {
    const { collaboration, review, meta, sequencer } = core;
    const now = Date.now();
    if (!collaboration.floods.of(request.by.user.id, now).mayReceive(now, weightOf(request.delta)))
      return fail('rate_limited', 'too much was written by this user in a minute');
    const proposed = proposedBy(request, { ...core, docId: meta.get('docId', '') });
    if (!proposed.ok || review.number === 0) return proposed;
    const { rows } = review.suggestions;
    const { count, bytes } = rows.weight();
    const others = bytes - (before === null ? 0 : rows.lengthOf(before));
    const { openSuggestionsPerDocument: most } = core.quotas;
    if (before === null && count >= most)
      return fail('too_many_suggestions', `a document has up to ${most} open suggestions`);
    // All of them are in memory together, with the text.
    if (others + jsonBytes(proposed.value.delta) > sequencer.maxBytes)
      return fail(
        'too_many_suggestions',
        `the open suggestions are over ${sequencer.maxBytes} bytes together`,
      );
    return proposed;
  }
}

function written(
  core: Core,
  id: string,
  by: ReviewActor,
  drafts: Draft[],
  { rebased }: Proposed,
): Answer<Suggestion> {
  const { review, log } = core;
  if (rebased === null) drafts.push({ kind: 'obsolete', suggestion: id });
  const [first] = drafts;
  const isOld = first?.kind === 'suggest' && first.base < log.version;
  review.commit(drafts, {
    by: by.user,
    ...(isOld &&
      rebased !== null && { rebased: { id, version: log.version, delta: JSON.stringify(rebased) } }),
  });
  return shownOf(core, id);
}

// The operation is the suggester's: it has a client id of theirs that no one else uses.
function carryOut(core: Core, suggestion: StoredSuggestion, request: DecisionRequest): Answer<MadeDecision> {
  const { review, log, collaboration } = core;
  const { by, kind, part } = request;
  const deciding = decide(suggestion, request, { suggestions: review.suggestions, log });
  if (!deciding.ok) return deciding;
  const { operation, rest } = deciding.value;
  const version = operation === null ? null : log.version + 1;
  const draft: Draft & { suggestion: string } = {
    kind: 'decide',
    suggestion: suggestion.id,
    ...done(by),
    accepted: version,
    part,
    ...(rest !== null && { base: version ?? log.version, text: JSON.stringify(rest) }),
  };
  const decision = { kind, hunks: part && [...part.hunks], version: part?.version ?? log.version };
  if (operation === null) {
    review.commit([draft], { by: by.user, decided: { id: suggestion.id, decision } });
    return ok({ by: by.user.id, version, part });
  }
  const outcome = collaboration.submit(
    {
      client: newClientId(suggestion.author),
      seq: 1,
      base: log.version,
      delta: operation,
      userId: suggestion.author,
      mayWrite: true,
      form: 'any',
    },
    review.deciding(draft, by.user, decision),
  );
  if (outcome.kind === 'rejected')
    return fail(outcome.code === 'forbidden' ? 'invalid' : outcome.code, outcome.message);
  if (outcome.kind !== 'accepted') throw new Error(`A decision was answered by ${outcome.kind}`);
  review.expire();
  return ok({ by: by.user.id, version, part });
}

// What is asked is kept, so that a repeat is recognised: a hunk may be named a thousand times.
function eachOnce({ hunks, ...where }: SuggestionPart): SuggestionPart {
  return { ...where, hunks: [...new Set(hunks)] };
}

function made(
  { by, version }: Proposal,
  of: { suggestion: string; thread: string },
  { delta }: Proposed,
): Draft {
  return { kind: 'suggest', ...of, ...done(by), base: version, text: JSON.stringify(delta) };
}

function shownOf({ review }: Core, id: string): Answer<Suggestion> {
  const suggestion = review.suggestions.rows.get(id);
  return suggestion === null
    ? fail('suggestion_not_found', 'there is no such suggestion')
    : ok(review.shownSuggestion(suggestion));
}
