import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Clock, FileText, Plus, Trash2, Users } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { createDocument, listDocuments } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import type { Account, DocumentFilter } from '../../api/types.ts';
import { Button } from '../../ui/components/button.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { fetchAhead } from '../../ui/parts/fetch-ahead.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ImportButton } from '../import/import-button.tsx';
import { ShareDialog } from '../share/share-part.ts';
import { NotificationList } from '../shell/bell.tsx';
import { HomeBar } from '../shell/home-bar.tsx';
import { DocumentPage } from './document-part.ts';
import { DocumentRow } from './document-row.tsx';
import { OfferedDocuments } from './offered-documents.tsx';

const FILTERS = [
  { id: 'recent', path: '/', Icon: Clock },
  { id: 'owned', path: '/owned', Icon: FileText },
  { id: 'shared', path: '/shared', Icon: Users },
  { id: 'trash', path: '/trash', Icon: Trash2 },
] as const;

/** The documents of the signed-in user. */
export function DocumentsPage({ filter, user }: { filter: DocumentFilter; user: Account }) {
  const messages = useMessages();
  const { list, app } = messages;
  usePageTitle(list.filters[filter]);
  useEffect(() => fetchAhead([DocumentPage, ShareDialog, NotificationList]), []);
  return (
    <div className="home">
      <a className="skip" href="#documents">
        {app.skip}
      </a>
      <HomeBar user={user} />
      <main className="home-main" id="documents" tabIndex={-1}>
        <div className="home-head">
          <h1>{list.title}</h1>
          <div className="home-new">
            <ImportButton />
            <CreateButton />
          </div>
        </div>
        <nav className="filters" aria-label={list.filterLabel}>
          {FILTERS.map(({ id, path, Icon }) => (
            <Link key={id} href={path} aria-current={id === filter ? 'page' : undefined}>
              <Icon size={16} aria-hidden="true" />
              {list.filters[id]}
            </Link>
          ))}
        </nav>
        <DocumentList key={filter} filter={filter} />
      </main>
    </div>
  );
}

function CreateButton() {
  const messages = useMessages();
  const [, navigate] = useLocation();
  const toast = useToast();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createDocument(messages.list.untitled),
    onSuccess: (created) => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      navigate(`/d/${created.id}`);
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  return (
    <Button variant="primary" isPending={create.isPending} onPress={() => create.mutate()}>
      <Plus size={18} aria-hidden="true" />
      {create.isPending ? messages.list.creating : messages.list.create}
    </Button>
  );
}

function DocumentList({ filter }: { filter: DocumentFilter }) {
  const messages = useMessages();
  const { list, common } = messages;
  const pages = useInfiniteQuery({
    queryKey: ['documents', filter],
    queryFn: ({ pageParam, signal }) => listDocuments(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (pages.isPending) return <Skeleton label={common.loading} />;
  if (pages.isError && !pages.data) {
    return (
      <div className="blank" role="alert">
        <h2>{list.failed}</h2>
        <p>{problemMessage(pages.error, messages)}</p>
        <Button onPress={() => void pages.refetch()}>{common.retry}</Button>
      </div>
    );
  }
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Blank filter={filter} />;
  return (
    <>
      <OfferedDocuments items={items} />
      <div className="rows-head" aria-hidden="true">
        <span>{list.columns.title}</span>
        <span>{list.columns.role}</span>
        <span>{list.columns.changed}</span>
        <span />
      </div>
      <ul className="rows">
        {items.map((item) => (
          <DocumentRow key={item.id} item={item} filter={filter} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <div className="rows-more">
          <Button isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            {list.more}
          </Button>
        </div>
      )}
    </>
  );
}

function Blank({ filter }: { filter: DocumentFilter }) {
  const { title, text } = useMessages().list.empty[filter];
  return (
    <div className="blank">
      <svg width="88" height="72" viewBox="0 0 88 72" aria-hidden="true" className="blank-art">
        <rect x="26" y="6" width="40" height="54" rx="4" transform="rotate(8 46 33)" />
        <rect x="20" y="8" width="40" height="54" rx="4" />
        <path d="M28 22h24M28 31h24M28 40h14" />
      </svg>
      <h2>{title}</h2>
      <p>{text}</p>
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
