import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { listNamedVersions, listRevisions, type Revision, type Snapshot } from '../../api/history.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { nameOf } from '../share/mention-names.ts';
import { HistorySession } from './history-session.ts';
import type { HistoryView } from './history-view.ts';

/** Shows a document's history for as long as the page is mounted. */
export function useHistorySession(docId: string) {
  const { editor, history, sharing } = useMessages();
  const { awaited } = editor.uploads;
  const { blocks } = editor;
  const queries = useQueryClient();
  const { name: guestName } = sharing.guest;
  const container = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [session, setSession] = useState<HistorySession | null>(null);
  useEffect(() => {
    const [host, view] = [container.current, scroller.current];
    if (!host || !view) return;
    const element = document.createElement('div');
    host.append(element);
    const created = new HistorySession(element, {
      docId,
      label: history.textLabel,
      awaited,
      blocks,
      mentions: { nameOf: nameOf(queries, docId), words: blocks.mentions },
      scroller: view,
      guestName,
    });
    setSession(created);
    return () => {
      created.stop();
      element.remove();
      setSession(null);
    };
  }, [docId, history.textLabel, awaited, blocks, queries, guestName]);
  return { container, scroller, session };
}

/** A part of the view, as React state; it must be a value that stays the same object while it does not change. */
export function useView<T>(session: HistorySession, part: (view: HistoryView) => T): T {
  return useSyncExternalStore(
    session.subscribe,
    useCallback(() => part(session.view()), [session, part]),
  );
}

/** The history of a document, as far as it is loaded. */
export interface Past {
  /** Newest first. */
  revisions: readonly Revision[];
  named: readonly Snapshot[];
  /** The newest version; null until the first response. */
  head: number | null;
  /** The first stored version, once the revisions reach it; 0 until then. */
  begin: number;
  /** Whether the revisions reach the beginning. */
  complete: boolean;
  loadingMore: boolean;
  error: unknown;
  more(): void;
  refresh(): void;
}

// Other users' edits are listed at this interval; the text on the page stays unchanged.
const REFRESH_MS = 30_000;

/** The revisions and the named versions of a document, paged. */
export function usePast(docId: string, head: number): Past {
  const revisions = useInfiniteQuery({
    queryKey: ['revisions', docId],
    queryFn: ({ pageParam, signal }) => listRevisions(docId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    gcTime: 0,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? REFRESH_MS : false),
    // A long list is not fetched again because its window got the focus.
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= 1,
  });
  const named = useInfiniteQuery({
    queryKey: ['named-versions', docId],
    queryFn: ({ pageParam, signal }) => listNamedVersions(docId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    gcTime: 0,
  });
  const { fetchNextPage: moreNamed, hasNextPage: hasMoreNamed, isFetching: fetchingNamed } = named;
  // Named versions are few, and the slider shows all of them.
  useEffect(() => {
    if (hasMoreNamed && !fetchingNamed) void moreNamed();
  }, [hasMoreNamed, fetchingNamed, moreNamed]);

  const { data, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, error, refetch } = revisions;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const names = useMemo(() => named.data?.pages.flatMap((page) => page.items) ?? [], [named.data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const refetchNamed = named.refetch;
  const refresh = useCallback(() => {
    void refetch();
    void refetchNamed();
  }, [refetch, refetchNamed]);
  const loaded = data !== undefined;
  // The same object while nothing in it changes: the long list of versions renders from it.
  return useMemo(
    () => ({
      revisions: items,
      named: names,
      head: loaded ? Math.max(head, items[0]?.to ?? 0) : null,
      begin: (loaded && !hasNextPage && items.at(-1)?.from) || 0,
      complete: loaded && !hasNextPage,
      loadingMore: isFetchingNextPage,
      error,
      more,
      refresh,
    }),
    [items, names, head, loaded, hasNextPage, isFetchingNextPage, error, more, refresh],
  );
}
