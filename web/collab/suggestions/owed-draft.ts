import { sameDelta } from '../../../src/ot/canonical.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { amendOver } from '../../../src/ot/suggestions/amend.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { DRAFT, type Layer } from '../layers/layer.ts';
import type { OwedDraft, SentClient } from './draft-ports.ts';
import { requestFor, type SuggestionAnswer, type SuggestionRequest } from './suggestion-request.ts';

/** How the names of drafts begin that no layer shows. */
export const LOOSE = 'loose-';

/**
 * What the server lacks of an own layer, on the received text; null for nothing. `review` is the last one that an answer
 * told, `request` what it was sent in.
 */
export function owedOf(
  layer: Layer,
  { version, generation, unsent }: SentClient,
  request: SuggestionRequest | null,
  review: number,
): OwedDraft | null {
  const { id, draft } = layer;
  if (draft === null || version === null) return null;
  const sent = layer.sent === null ? [] : received(layer.sent, unsent);
  const base = layer.takenAs !== null ? sent : layer.base;
  const delta = received(draft, unsent);
  if (request === null && layer.takenAs !== null && sameDelta(base, delta)) return null;
  return {
    id,
    suggestion: id.startsWith(DRAFT) ? null : id,
    review: Math.max(layer.review, review),
    version,
    generation,
    base,
    delta,
    request,
    sent,
  };
}

/**
 * A suggestion on the text that this client shows, on the received text. All that it inserts stays; of what it deletes
 * and formats, that which is the user's own unacknowledged text is dropped: there it is not.
 */
function received(delta: Delta, unsent: readonly Delta[]): Delta {
  return unsent.reduceRight((over, operation) => transformAfter(over, undone(operation)), delta);
}

// Only how long it is counts for what is transformed over it.
function undone(operation: Delta): Delta {
  return operation.map((op) => {
    if ('insert' in op) return { delete: opLength(op) };
    return 'delete' in op ? { insert: '\0'.repeat(op.delete) } : { retain: op.retain };
  });
}

/** The draft with its next request; null when nothing is owed any more. */
export function requesting(
  draft: OwedDraft,
  key: string,
): (OwedDraft & { request: SuggestionRequest }) | null {
  if (sameDelta(draft.base, draft.delta)) return null;
  // What is not known to be one of the server's suggestions can only be a new one.
  const known = draft.suggestion !== null && draft.review > 0;
  const owed = known ? draft : apart(draft);
  if (owed.suggestion === null && owed.delta.length === 0) return null;
  return { ...owed, request: requestFor(owed.suggestion, owed, key), sent: owed.delta };
}

/** The draft after the answer to its request; null when it can never be a suggestion. */
export function answered(draft: OwedDraft, answer: SuggestionAnswer): OwedDraft | null {
  const { request, sent } = draft;
  const open = { ...draft, request: null, sent: [] };
  if (answer.kind === 'taken') {
    const { id, review } = answer;
    if (request?.kind === 'withdraw') return { ...open, suggestion: null, review: 0, base: [] };
    return { ...open, suggestion: id, review, base: sent };
  }
  if (answer.kind === 'done') return apart({ ...open, base: sent });
  if (answer.why === 'later') return open;
  return answer.why === 'changed' && request?.kind !== 'make' ? apart(open) : null;
}

/** What was typed and the server never had, as a suggestion of its own on the same text. */
function apart(draft: OwedDraft): OwedDraft {
  const delta = draft.base.length === 0 ? draft.delta : amendOver(draft.base, draft.delta, [], null);
  return { ...draft, suggestion: null, review: 0, base: [], delta };
}
