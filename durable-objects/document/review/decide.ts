import { fail, ok, type Result } from '../../../src/base/result.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { hunkDeltas } from '../../../src/ot/suggestions/hunks.ts';
import { splitSuggestion } from '../../../src/ot/suggestions/split.ts';
import type { DecisionRequest, SuggestionError, SuggestionPart } from '../rpc.ts';
import { type FollowedLog, unitsBetween } from './open-suggestions.ts';
import type { StoredSuggestion } from './suggestion-state.ts';

/** What knows the suggestions at every version. */
interface KnownSuggestions {
  deltaAt(suggestion: StoredSuggestion, version: number): Result<Delta | null, 'unknown_version' | 'pruned'>;
}

/** A decision to be carried out at the newest version. */
export interface Deciding {
  /** What is committed there; null for a rejection. */
  operation: Delta | null;
  /** What is left open: on the text after `operation`. Null for nothing. */
  rest: Delta | null;
}

/**
 * What a decision was, and who made it; `version` is null for a rejection. `part` is what was decided then: a repeat may
 * name another one.
 */
export interface MadeDecision {
  by: string;
  version: number | null;
  part: SuggestionPart | null;
}

/** The answer to a decision that was made before, or why it cannot be made any more; null when it can. */
export function decidedBefore(
  suggestion: StoredSuggestion,
  { kind, part }: DecisionRequest,
): Result<MadeDecision, SuggestionError> | null {
  const { status, acceptedVersion, decisions, changed } = suggestion;
  const isAccepting = kind === 'accepted';
  if (part !== null) {
    const same = decisions.find((one) => one.part !== null && isSame(one.part, part));
    if (same !== undefined && (same.accepted !== null) === isAccepting)
      return ok({ by: same.by, version: same.accepted, part: same.part });
  }
  if (status === 'open') {
    return part !== null && part.review !== changed
      ? fail('suggestion_changed', `it has changed since ${part.review}: its last change is ${changed}`)
      : null;
  }
  if (status !== kind) return fail('already_decided', `it is ${status}`);
  const last = decisions.findLast(({ accepted }) => (accepted !== null) === isAccepting);
  return ok({
    by: last?.by ?? '',
    version: isAccepting ? acceptedVersion : null,
    part: last?.part ?? null,
  });
}

/** What a decision on an open suggestion commits and leaves. */
export function decide(
  suggestion: StoredSuggestion,
  { kind, part }: DecisionRequest,
  { suggestions, log }: { suggestions: KnownSuggestions; log: FollowedLog },
): Result<Deciding, SuggestionError> {
  const isAccepting = kind === 'accepted';
  const at = suggestions.deltaAt(suggestion, part?.version ?? log.version);
  if (!at.ok) return at;
  const { value: delta } = at;
  if (delta === null) return fail('already_decided', 'nothing is left of it');
  if (part === null) return ok({ operation: isAccepting ? delta : null, rest: null });
  const count = hunkDeltas(delta).length;
  if (part.hunks.some((hunk) => hunk >= count))
    return fail('unknown_hunk', `it has ${count} hunks at version ${part.version}`);
  const chosen = new Set(part.hunks);
  const frames = [...unitsBetween(log, part.version, log.version)];
  if (isAccepting) {
    const { decided, rest } = splitSuggestion(delta, chosen, frames);
    return ok({ operation: decided, rest: orNull(rest) });
  }
  // What is left of a rejected part is what accepting the others would commit.
  const others = new Set(Array.from({ length: count }, (_, i) => i).filter((hunk) => !chosen.has(hunk)));
  return ok({ operation: null, rest: orNull(splitSuggestion(delta, others, frames).decided) });
}

function orNull(delta: Delta): Delta | null {
  return delta.length === 0 ? null : delta;
}

function isSame(one: SuggestionPart, other: SuggestionPart): boolean {
  const hunks = new Set(one.hunks);
  return (
    one.version === other.version &&
    one.review === other.review &&
    hunks.size === new Set(other.hunks).size &&
    other.hunks.every((hunk) => hunks.has(hunk))
  );
}
