import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { getDocument } from '../../api/calls.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { PageStatus } from './page-view.ts';

const FIRST_MS = 3_000;
const LAST_MS = 60_000;

/**
 * Reopens a document that is restored from the trash while its page is open. The document's sockets are closed, so no
 * event arrives: this polls while the page is visible, less and less often, and whenever the user returns to the page.
 * The returned function looks at once.
 */
export function useReturnFromTrash(docId: string, status: PageStatus, again: () => void): () => void {
  const lookNow = useRef<() => void>(() => undefined);
  const { outOfTrash } = useMessages().editor;
  const toast = useToast();
  const queries = useQueryClient();
  const isInTrash = status.state === 'stopped' && status.reason === 'deleted';
  useEffect(() => {
    if (!isInTrash) return;
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let wait = FIRST_MS;
    const look = async () => {
      clearTimeout(timer);
      const meta = document.hidden ? null : await getDocument(docId, ended.signal).catch(() => null);
      if (ended.signal.aborted) return;
      if (meta !== null && !meta.deletedAt) {
        queries.setQueryData(['document', docId], meta);
        toast({ text: outOfTrash, tone: 'plain' });
        again();
        return;
      }
      timer = setTimeout(look, wait);
      wait = Math.min(wait * 1.5, LAST_MS);
    };
    const onSeen = () => {
      if (!document.hidden) void look();
    };
    timer = setTimeout(look, wait);
    lookNow.current = () => void look();
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      ended.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }, [isInTrash, docId, again, toast, queries, outOfTrash]);
  return useCallback(() => lookNow.current(), []);
}
