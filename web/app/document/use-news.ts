import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DocumentSummary } from '../../api/types.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { PageView } from './page-view.ts';

/** Shows another user's new title at once, and announces another user's restoration of an older version. */
export function useNews(docId: string, userId: string, { news, status }: PageView): void {
  const { restoredBy } = useMessages().editor;
  const toast = useToast();
  const queries = useQueryClient();
  useEffect(() => {
    if (news?.type === 'renamed') {
      const { title } = news;
      queries.setQueryData<DocumentSummary>(['document', docId], (meta) => meta && { ...meta, title });
      void queries.invalidateQueries({ queryKey: ['documents'] });
    } else if (news && news.user.id !== userId) {
      toast({ text: restoredBy(news.user.name), tone: 'plain' });
    }
  }, [news, docId, userId, queries, toast, restoredBy]);

  // Events during a lost connection are not announced: the next response of the API includes them.
  const wasOffline = useRef(false);
  useEffect(() => {
    if (status.state === 'offline') wasOffline.current = true;
    else if (wasOffline.current && status.state === 'online') {
      wasOffline.current = false;
      void queries.invalidateQueries({ queryKey: ['document', docId] });
    }
  }, [status.state, docId, queries]);
}
