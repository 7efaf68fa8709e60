import type { ShownSuggestion } from '../../../collab/index.ts';

/**
 * `next`, with the elements and the array of `before` where cards would show the same: each edit rebases suggestions, and
 * must render nothing.
 */
export function sameSuggestions(
  before: readonly ShownSuggestion[] | null,
  next: readonly ShownSuggestion[] | null,
): readonly ShownSuggestion[] | null {
  if (before === null || next === null) return next;
  const known = new Map(before.map((suggestion) => [suggestion.id, suggestion]));
  const kept = next.map((suggestion) => {
    const earlier = known.get(suggestion.id);
    return earlier !== undefined && isSame(earlier, suggestion) ? earlier : suggestion;
  });
  return kept.length === before.length && kept.every((suggestion, n) => suggestion === before[n])
    ? before
    : kept;
}

function isSame(one: ShownSuggestion, other: ShownSuggestion): boolean {
  return (
    one.isOwn === other.isOwn &&
    one.isUnsent === other.isUnsent &&
    one.told?.id === other.told?.id &&
    one.told?.note === other.told?.note
  );
}
