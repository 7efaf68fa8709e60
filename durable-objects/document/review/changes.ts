import type { ReviewMessage } from '../../../src/protocol/review.ts';
import { lengthOf, PAGE_LENGTH, type Shown, threadOf } from './shown.ts';
import type { StoredSuggestion } from './suggestion-state.ts';
import type { StoredThread } from './thread-state.ts';

/**
 * What changed after number `since`, for up to `limit` threads and suggestions, and more when one number changed more;
 * fewer when they are long.
 */
export function changesAfter(shown: Shown, since: number, limit: number): ReviewMessage {
  const { number, anchors } = shown;
  // A number that never was, or was before a recovery: the client begins again.
  const from = since > number ? 0 : since;
  const { items, ...changed } = changedAfter(shown, from, limit);
  const message: ReviewMessage = {
    type: 'review',
    from,
    to: changed.to,
    version: anchors.version,
    threads: [],
    suggestions: [],
    removed: [],
  };
  let length = 0;
  let last = 0;
  for (const item of items) {
    if (length >= PAGE_LENGTH && item.changed > last) return { ...message, to: last };
    last = item.changed;
    length += tell(message, shown, item);
  }
  return message;
}

type Item = StoredThread | StoredSuggestion;

// Adds an item to the message; returns about how long it is.
function tell(message: ReviewMessage, shown: Shown, item: Item): number {
  if ('made' in item) {
    message.suggestions.push(shown.suggestions.shown(item));
    return shown.suggestions.rows.lengthOf(item);
  }
  if (item.removed) {
    message.removed.push(item.id);
    return 0;
  }
  const thread = threadOf(shown, item);
  message.threads.push(thread);
  return lengthOf(thread);
}

// In the order of their last change; complete up to number `to`.
function changedAfter(
  { number, threads, suggestions }: Shown,
  from: number,
  limit: number,
): { to: number; items: Item[] } {
  const { rows } = suggestions;
  const items: Item[] = [...threads.changedAfter(from, limit), ...rows.changedAfter(from, limit)];
  items.sort((a, b) => a.changed - b.changed);
  const last = items[limit - 1];
  if (last === undefined) return { to: number, items };
  const to = last.changed;
  const before = items.filter(({ changed }) => changed < to);
  return { to, items: [...before, ...threads.changedAt(to), ...rows.changedAt(to)] };
}
