import { useEffect, useMemo } from 'react';
import { getVisit, putVisit } from '../../api/history.ts';
import { session } from '../../api/session.ts';
import { Visit } from '../history/visit.ts';

/** The visit to a document that lasts as long as the page that calls this. */
export function useVisit(docId: string): Visit {
  const visit = useMemo(
    () =>
      new Visit({
        // Of a guest nothing is kept: what they have seen ends with their session.
        read: async () => (session.view().state === 'signed-in' ? getVisit(docId) : null),
        // Signing out ends a visit too, and then there is nobody to speak for.
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
