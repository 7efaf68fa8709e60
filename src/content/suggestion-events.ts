import type { SuggestionPart } from '../../durable-objects/document/rpc.ts';
import type { Suggestion, SuggestionStatus } from '../protocol/review.ts';
import { type NamedEvent, shortened } from './comment-events.ts';

interface Of {
  document: { id: string; title: string; ownerId: string };
  suggestion: Suggestion;
}

/** What notices quote of a suggestion: its note; '' for none. */
export const noteOf = ({ note }: Pick<Suggestion, 'note'>): string => shortened(note ?? '');

/** The events of a new suggestion: to the owner, unless it is theirs. */
export function suggestionEvents({ document, suggestion }: Of): NamedEvent[] {
  const { id: docId, title, ownerId } = document;
  const { id, threadId, author } = suggestion;
  if (author.id === ownerId) return [];
  return [
    {
      id,
      type: 'suggestion.created',
      docId,
      title,
      suggestionId: id,
      threadId,
      userIds: [ownerId],
      excerpt: noteOf(suggestion),
    },
  ];
}

/** A decision, and who takes part in the thread of its suggestion. */
export interface DecisionPlace extends Of {
  kind: 'accepted' | 'rejected';
  part: SuggestionPart | null;
  /** The state of the suggestion after it. */
  status: SuggestionStatus;
  /** The version that committed it; null for a rejection. */
  version: number | null;
  userId: string;
  takePart: readonly string[];
}

/**
 * The event of a decision: to its suggester, the owner and everyone who takes part in its thread, except who decided. Its
 * id follows from the decision, so that a repeat is no second one.
 */
export function decisionEvent({
  document,
  suggestion,
  kind,
  part,
  status,
  version,
  userId,
  takePart,
}: DecisionPlace): NamedEvent {
  const { id, threadId, author } = suggestion;
  const told = new Set([author.id, document.ownerId, ...takePart]);
  told.delete(userId);
  return {
    id: idOf(id, version === null ? `r${part?.review ?? ''}` : `a${version}`),
    type: 'suggestion.decided',
    docId: document.id,
    title: document.title,
    suggestionId: id,
    threadId,
    authorId: author.id,
    how: kind,
    status,
    hunks: part && new Set(part.hunks).size,
    version,
    userIds: status === 'open' ? [] : [...told],
  };
}

// A version is that of one decision; the number that a rejected part was changed after is never its last one again.
function idOf(suggestionId: string, decision: string): string {
  return `${suggestionId.slice(0, 18)}${decision}`;
}
