import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { getDiff } from '../../api/history.ts';
import type { HistorySession } from './history-session.ts';
import { type ChangeSpot, markChanges } from './marked-text.ts';

const NO_SPOTS: readonly ChangeSpot[] = [];

/** The changes between two versions, as far as they are known. */
export interface Marked {
  /** Their places in the shown text; null while unknown. */
  spots: readonly ChangeSpot[] | null;
  error: unknown;
  retry(): void;
}

/**
 * Shows the changes between two versions in place of the text; nothing for null. The newer one is the result, in either
 * order.
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
    // The changes between two versions are immutable.
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
