import { lazy, Suspense, useEffect, useState } from 'react';
import { recentProof } from '../api/recent.ts';

const RecentProofDialog = lazy(() => import('./recent-proof-dialog.tsx'));

/** Asks the user who they are when a request needs to know it afresh. Stands once in the app. */
export function RecentProofHost() {
  const [answer, setAnswer] = useState<((proved: boolean) => void) | null>(null);
  useEffect(
    () =>
      recentProof.provide(
        () =>
          new Promise<boolean>((resolve) => {
            setAnswer(() => (proved: boolean) => {
              setAnswer(null);
              resolve(proved);
            });
          }),
      ),
    [],
  );
  if (!answer) return null;
  return (
    <Suspense>
      <RecentProofDialog onAnswer={answer} />
    </Suspense>
  );
}
