import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { signOut } from '../../api/auth.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { owedAsText } from './owed-as-text.ts';
import { waitingTitles } from './renaming.ts';
import { type OwedHere, owedAtRest, sendOwed } from './send-owed.ts';

const NOTHING: OwedHere = { records: [], drafts: [], kept: [], files: [] };

/** Signs out at once, unless unsent edits of the user wait on this device: then it asks what to do with them. */
export function SignOut({ userId, onClose }: { userId: string; onClose: () => void }) {
  const { signingOut } = useMessages().auth;
  const queries = useQueryClient();
  const owed = useQuery({
    queryKey: ['owed', userId],
    // A browser whose storage cannot be read holds no edits that could be sent.
    queryFn: async () => ({
      ...(await owedAtRest(userId, queries).catch(() => NOTHING)),
      titles: waitingTitles(queries),
    }),
    gcTime: 0,
    staleTime: 0,
    networkMode: 'always',
  });
  const leave = (): void => {
    void signOut();
    queries.clear();
  };
  const send = useMutation({
    networkMode: 'always',
    mutationFn: (waiting: OwedHere) => sendOwed(userId, waiting, queries),
    onSuccess: (all) => (all ? leave() : void owed.refetch()),
  });
  const waiting = owed.data;
  const left = waiting ? [...waiting.records, ...waiting.drafts, ...waiting.kept, ...waiting.files] : [];
  const edits = left.length + (waiting?.titles.size ?? 0);
  const none = waiting !== undefined && edits === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is left once, when it is known that nothing waits.
  useEffect(() => {
    if (none) leave();
  }, [none]);
  if (waiting === undefined || none) return null;
  const documents = new Set([...left.map(({ docId }) => docId), ...waiting.titles.keys()]).size;
  return (
    <Dialog title={signingOut.unsentTitle} onClose={onClose}>
      <div className="form">
        <p>{signingOut.unsent(edits, documents)}</p>
        {send.data === false && !send.isPending && (
          <p className="form-error" role="alert">
            {signingOut.notSent}
          </p>
        )}
        <div className="confirm-actions">
          <Button variant="danger" onPress={leave}>
            {signingOut.drop}
          </Button>
          <Button
            onPress={() => {
              saveFile(
                signingOut.file,
                new Blob([owedAsText(waiting, location.origin, waiting.titles)], { type: 'text/plain' }),
              );
              for (const { hash, type, bytes } of waiting.files)
                saveFile(`${hash.slice(0, 12)}.${type.slice('image/'.length)}`, new Blob([bytes], { type }));
            }}
          >
            {signingOut.save}
          </Button>
          <Button variant="primary" isPending={send.isPending} onPress={() => send.mutate(waiting)}>
            {send.isPending ? signingOut.sending : signingOut.send}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
