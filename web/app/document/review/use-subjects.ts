import { useMemo, useRef } from 'react';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { sameSuggestions } from './same-suggestions.ts';
import { inTextOrder, type PlaceOf, placesIn, type Subject, subjectsOf } from './subjects.ts';

/** The suggestions, as the same array as long as cards would show the same. */
export function useSameSuggestions(
  suggestions: readonly ShownSuggestion[] | null,
): readonly ShownSuggestion[] | null {
  const known = useRef<readonly ShownSuggestion[] | null>(null);
  known.current = sameSuggestions(known.current, suggestions);
  return known.current;
}

/** All subjects in the order of the text. */
export function useSubjects(
  session: DocumentSession,
  threads: readonly Thread[],
  suggestions: readonly ShownSuggestion[] | null,
): readonly Subject[] {
  return useMemo(
    () => inTextOrder(subjectsOf(threads, suggestions), placesNow(session)),
    [threads, suggestions, session],
  );
}

/** Where subjects are now. */
export function placesNow(session: DocumentSession): PlaceOf {
  return placesIn(session.ranges(), (id) => session.hunks(id)[0]?.range);
}
