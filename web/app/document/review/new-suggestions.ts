import type { ShownSuggestion } from '../../../collab/index.ts';

/** The suggestions that others made between two states of them, for announcing it; none before they are known. */
export function newSuggestions(
  before: readonly ShownSuggestion[] | null,
  after: readonly ShownSuggestion[] | null,
): { id: string; name: string }[] {
  if (before === null || after === null) return [];
  const known = new Set(before.map(({ id }) => id));
  return after.flatMap(({ id, isOwn, told }) =>
    isOwn || told === null || known.has(id) ? [] : [{ id, name: told.author.name }],
  );
}
