import type { NamedEvent } from '../../content/comment-events.ts';
import { reachDocument } from '../../content/stub.ts';
import {
  type DecisionPlace,
  decisionEvent,
  noteOf,
  suggestionEvents,
} from '../../content/suggestion-events.ts';
import { takingPart, writeSuggestionEvent } from '../../content/tell-suggestion.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { quoteNoteNow } from '../../platform/db/comment-notices.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publishEvents } from '../../platform/events/publish.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Suggestion } from '../../protocol/review.ts';

/**
 * Notices quote the note of a suggestion as it is now. It never throws, as `tellOfNew`: the consumer that archives the
 * review does it later.
 */
export async function followNote(
  { db, log }: Deps,
  document: DocumentRow,
  suggestion: Suggestion,
): Promise<void> {
  try {
    const excerpt = noteOf(suggestion);
    await quoteNoteNow(db, { docId: document.id, suggestionId: suggestion.id, excerpt });
  } catch (error) {
    log.warn('notices of a suggestion follow its note later', { docId: document.id, error: String(error) });
  }
}

/**
 * Tells of a new suggestion. It never throws: the suggestion is durable, and an error would make its author repeat it.
 * The consumer that archives the review tells of what was not told here.
 */
export async function tellOfNew(
  deps: Deps,
  actor: Actor,
  document: DocumentRow,
  suggestion: Suggestion,
): Promise<void> {
  await tell(deps, actor, document, async () => suggestionEvents({ document, suggestion }));
}

/** Records a decision, and tells of it. It never throws, as `tellOfNew`. */
export async function tellOfDecision(
  deps: Deps,
  actor: Actor,
  decision: Omit<DecisionPlace, 'takePart' | 'document' | 'status'> & { document: DocumentRow },
): Promise<void> {
  const { document, suggestion } = decision;
  await tell(deps, actor, document, async () => {
    const takePart = await reachDocument(deps.env, document, (stub) => takingPart(stub, suggestion));
    return [decisionEvent({ ...decision, status: suggestion.status, takePart })];
  });
}

async function tell(
  deps: Deps,
  actor: Actor,
  document: DocumentRow,
  eventsOf: () => Promise<NamedEvent[]>,
): Promise<void> {
  const { env, db, log, defer } = deps;
  try {
    for (const body of await eventsOf()) {
      const event = await writeSuggestionEvent(deps, actor, body);
      defer(publishEvents(env, db, log, [event]));
    }
  } catch (error) {
    log.warn('a suggestion is told of later', { docId: document.id, error: String(error) });
  }
}
