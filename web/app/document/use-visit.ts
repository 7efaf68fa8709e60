import { useEffect, useMemo } from 'react';
import { getVisit, putVisit } from '../../api/history.ts';
import { session } from '../../api/session.ts';
import { Visit } from '../history/visit.ts';

/** The visit to a document, for as long as the calling page is mounted. */
export function useVisit(docId: string): Visit {
  const visit = useMemo(
    () =>
      new Visit({
        // Nothing is stored for a guest: what a guest has seen ends with the session.
        read: async () => (session.view().state === 'signed-in' ? getVisit(docId) : null),
        // Signing out also ends a visit, and then there is no user to store it for.
        write: async (version) => {
          if (session.view().state === 'signed-in') await putVisit(docId, version);
        },
      }),
    [docId],
  );
  useEffect(() => {
    const turn = () => document.visibilityState === 'hidden' && visit.pause();
    const leave = () => visit.end();
    document.addEventListener('visibilitychange', turn);
    addEventListener('pagehide', leave);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      removeEventListener('pagehide', leave);
      visit.end();
    };
  }, [visit]);
  return visit;
}
