import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { getDiff } from '../../api/history.ts';
import type { HistorySession } from './history-session.ts';
import { type ChangeSpot, markChanges } from './marked-text.ts';

const NO_SPOTS: readonly ChangeSpot[] = [];

/** The changes between two versions, as far as they are known. */
export interface Marked {
  /** Where they are in the text that is shown; null while that is not known. */
  spots: readonly ChangeSpot[] | null;
  error: unknown;
  retry(): void;
}

/**
 * Shows what was done between two versions in place of the text; nothing for null. In whichever order they are given,
 * the newer one is the outcome.
 */
export function useMarked(
  session: HistorySession,
  docId: string,
  between: { from: number; to: number } | null,
): Marked {
  const from = between === null ? 0 : Math.min(between.from, between.to);
  const to = between === null ? 0 : Math.max(between.from, between.to);
  const diff = useQuery({
    queryKey: ['diff', docId, from, to],
    queryFn: ({ signal }) => getDiff(docId, from, to, signal),
    enabled: from < to,
    // What was done between two versions never changes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const data = from < to ? diff.data : undefined;
  const marked = useMemo(() => {
    if (data === undefined) return null;
    return markChanges(
      data.ops.map(({ insert, attributes, change }) => ({
        insert,
        ...(attributes && { attributes }),
        ...(change && { change }),
      })),
    );
  }, [data]);
  useEffect(() => {
    if (data) session.know(data.authors);
    session.showMarked(marked?.document ?? null, marked?.spots[0]?.index);
  }, [session, marked, data]);
  // A version compared with itself.
  const spots = between !== null && from === to ? NO_SPOTS : (marked?.spots ?? null);
  return { spots, error: diff.error, retry: () => void diff.refetch() };
}
