import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Thread } from '../../../../src/protocol/review.ts';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import type { Desk } from './desk.ts';

/** Opens the thread that the address names, as links, mails and notifications do, and takes it out of the address. */
export function useLinkedThread(threads: readonly Thread[], choose: Desk['choose']): void {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const toast = useToast();
  const { gone } = useMessages().review;
  useEffect(() => {
    const query = new URLSearchParams(search);
    const id = query.get('thread');
    if (id === null) return;
    query.delete('thread');
    navigate(query.size > 0 ? `${path}?${query}` : path, { replace: true });
    if (threads.some((thread) => thread.id === id)) choose(id, 'link');
    else toast({ text: gone, tone: 'plain' });
  }, [search, path, navigate, threads, choose, toast, gone]);
}
