import { useEffect, useState } from 'react';
import { recentProof } from '../../api/recent.ts';
import { lazyPart } from '../../ui/parts/lazy-part.tsx';
import { FailedDialog } from '../../ui/parts/stand-ins.tsx';

const RecentProofDialog = lazyPart(() => import('./recent-proof-dialog.tsx'), {
  loading: null,
  failed: ({ onAnswer }, failure) => <FailedDialog onClose={() => onAnswer(false)} failure={failure} />,
});

/** Shows the dialog for a recent proof when a request needs one. Rendered once in the app. */
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
  return <RecentProofDialog onAnswer={answer} />;
}
