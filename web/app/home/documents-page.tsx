import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Clock, FileText, Plus, Star, Trash2, Users } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { createDocument } from '../../api/calls.ts';
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
import { DocumentList } from './document-list.tsx';
import { DocumentPage } from './document-part.ts';
import { EmptyTrash } from './empty-trash.tsx';
import { Finder } from './finder.tsx';
import { readListing, writeListing } from './listing.ts';

const FILTERS = [
  { id: 'recent', path: '/', Icon: Clock },
  { id: 'owned', path: '/owned', Icon: FileText },
  { id: 'shared', path: '/shared', Icon: Users },
  { id: 'starred', path: '/starred', Icon: Star },
  { id: 'trash', path: '/trash', Icon: Trash2 },
] as const;

/** The documents of the signed-in user. */
export function DocumentsPage({ filter, user }: { filter: DocumentFilter; user: Account }) {
  const messages = useMessages();
  const { list, app } = messages;
  const listing = readListing(useSearch());
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
            {filter === 'trash' && <EmptyTrash />}
            <ImportButton />
            <CreateButton />
          </div>
        </div>
        <nav className="filters" aria-label={list.filterLabel}>
          {FILTERS.map(({ id, path, Icon }) => (
            <Link
              key={id}
              href={`${path}${writeListing(listing)}`}
              aria-current={id === filter ? 'page' : undefined}
            >
              <Icon size={16} aria-hidden="true" />
              {list.filters[id]}
            </Link>
          ))}
        </nav>
        <Finder listing={listing} onLeave={focusFirst} />
        <DocumentList key={filter} listing={{ filter, ...listing }} />
      </main>
    </div>
  );
}

function focusFirst(): void {
  document.querySelector<HTMLElement>('.rows a.row-title')?.focus();
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
