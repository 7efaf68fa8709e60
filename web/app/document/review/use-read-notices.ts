import { useCallback, useEffect } from 'react';
import type { Notification } from '../../../api/notifications.ts';
import { feed } from '../../live/notification-feed.ts';
import type { Subject } from './subjects.ts';

/**
 * What is read in a card need not be read again in the bell: takes the notices about the open subject from it, those that
 * come while it is open too. Returns what does so for all comments and suggestions of the document.
 */
export function useReadNotices(docId: string, isGuest: boolean, open: Subject | undefined): () => void {
  const thread = open?.kind === 'suggestion' ? (open.suggestion.told?.threadId ?? null) : (open?.id ?? null);
  const said = open?.thread?.comments.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said meanwhile has notices of its own.
  useEffect(() => {
    if (isGuest || thread === null) return;
    const isAbout = ({ document, data }: Notification) => document?.id === docId && data.threadId === thread;
    const read = () => {
      if (!document.hidden) readNotices(isAbout);
    };
    read();
    const forget = feed.onNew((notice) => isAbout(notice) && read());
    document.addEventListener('visibilitychange', read);
    return () => {
      forget();
      document.removeEventListener('visibilitychange', read);
    };
  }, [docId, isGuest, thread, said]);
  return useCallback(() => {
    if (!isGuest) readNotices(({ document, data }) => document?.id === docId && data.threadId !== undefined);
  }, [docId, isGuest]);
}

// The notices stay in the bell when the network is gone: nothing is lost.
function readNotices(isAbout: (notice: Notification) => boolean): void {
  feed.readAbout(isAbout).catch(() => undefined);
}
