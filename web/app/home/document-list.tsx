import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { type DocumentListing, listDocuments } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { DocumentRow } from './document-row.tsx';
import { writeListing } from './listing.ts';
import { OfferedDocuments } from './offered-documents.tsx';

/** How far below the window the end of the list is when its next page is fetched. */
const AHEAD = '800px';

/** The documents of a list, page by page as the window comes to them; what is shown stays until a search is answered. */
export function DocumentList({ listing }: { listing: DocumentListing }) {
  const { filter, words, sort } = listing;
  const messages = useMessages();
  const { list, common } = messages;
  const pages = useInfiniteQuery({
    queryKey: ['documents', filter, words, sort],
    queryFn: ({ pageParam, signal }) => listDocuments(listing, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = pages;
  const end = useEnd(hasNextPage && !isFetchingNextPage && !isPlaceholderData, fetchNextPage);
  if (pages.isPending) return <Skeleton label={common.loading} />;
  if (pages.isError && (!pages.data || isPlaceholderData)) {
    return (
      <div className="blank" role="alert">
        <h2>{list.failed}</h2>
        <p>{problemMessage(pages.error, messages)}</p>
        <Button onPress={() => void pages.refetch()}>{common.retry}</Button>
      </div>
    );
  }
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const isFound = words !== '' && !isPlaceholderData;
  return (
    <>
      <p className="visually-hidden" role="status">
        {isFound && list.found(items.length, !hasNextPage)}
      </p>
      {items.length === 0 ? (
        <Blank filter={filter} words={words} sort={sort} />
      ) : (
        <>
          {words === '' && <OfferedDocuments items={items} />}
          <div className="rows-head" aria-hidden="true">
            <span>{list.columns.title}</span>
            <span>{list.columns.role}</span>
            <span>{sort === '-createdAt' ? list.columns.created : list.columns.changed}</span>
          </div>
          <ul className="rows" aria-busy={isPlaceholderData}>
            {items.map((item) => (
              <DocumentRow key={item.id} item={item} listing={listing} />
            ))}
          </ul>
          {hasNextPage && (
            <div className="rows-more" ref={end}>
              <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
                {list.more}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

// Calls `reached` when the element comes near the window, while `isAwaited`.
function useEnd(isAwaited: boolean, reached: () => unknown): React.RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(reached);
  latest.current = reached;
  useEffect(() => {
    const { current } = end;
    if (!isAwaited || current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && latest.current(),
      { rootMargin: AHEAD },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [isAwaited]);
  return end;
}

function Blank({ filter, words, sort }: DocumentListing) {
  const { list } = useMessages();
  const [path, navigate] = useLocation();
  const { title, text } = words === '' ? list.empty[filter] : list.nothingFound;
  return (
    <div className="blank">
      <svg width="88" height="72" viewBox="0 0 88 72" aria-hidden="true" className="blank-art">
        <rect x="26" y="6" width="40" height="54" rx="4" transform="rotate(8 46 33)" />
        <rect x="20" y="8" width="40" height="54" rx="4" />
        <path d="M28 22h24M28 31h24M28 40h14" />
      </svg>
      <h2>{title}</h2>
      <p>{text}</p>
      {words !== '' && (
        <Button onPress={() => navigate(`${path}${writeListing({ words: '', sort })}`, { replace: true })}>
          {list.clearSearch}
        </Button>
      )}
    </div>
  );
}

function Skeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="rows skeleton">
      {[1, 2, 3, 4].map((row) => (
        <div key={row} className="row">
          <span className="skeleton-bar" />
        </div>
      ))}
    </div>
  );
}
