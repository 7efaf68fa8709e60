import './styles/fork.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type Ref, useRef, useState } from 'react';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import {
  type Coming,
  type ForkOrigin,
  getOrigin,
  mergeFork,
  suggestFork,
  updateFork,
} from '../../api/forks.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { TextArea } from '../../ui/components/text-area.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { Hunks } from './hunks.tsx';

/** The longest note of a merge. */
const NOTE_LENGTH = 1_000;

interface ForkDialogProps {
  docId: string;
  /** Whether the user may merge and update: an editor of the fork. */
  mayWrite: boolean;
  onClose: () => void;
}

/** What is new in a fork and in its origin, and the ways to bring either into the other. */
export default function ForkDialog({ docId, mayWrite, onClose }: ForkDialogProps) {
  const messages = useMessages();
  const { forks, common } = messages;
  const compared = useQuery({
    queryKey: ['origin', docId],
    queryFn: ({ signal }) => getOrigin(docId, signal),
    // Both texts may have changed since it was last open.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Dialog title={forks.title} onClose={onClose}>
      {compared.isPending && <p role="status">{forks.loading}</p>}
      {compared.isError && (
        <div className="form" role="alert">
          <p className="form-error">{problemMessage(compared.error, messages)}</p>
          <Button onPress={() => void compared.refetch()}>{common.retry}</Button>
        </div>
      )}
      {compared.data && (
        <Compared docId={docId} origin={compared.data} mayWrite={mayWrite} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface ComparedProps extends ForkDialogProps {
  origin: ForkOrigin;
}

function Compared({ docId, origin, mayWrite, onClose }: ComparedProps) {
  const { forks, list } = useMessages();
  const [note, setNote] = useState('');
  const merge = useCarry(docId, () => mergeFork(docId, note.trim()), forks.merge.done, onClose);
  // It stays open: what is new here is often merged next, and the comparison shows it in the text that came.
  const updated = useRef<HTMLElement>(null);
  const update = useCarry(
    docId,
    () => updateFork(docId),
    forks.update.done,
    () => updated.current?.focus(),
  );
  const suggest = useCarry(docId, () => suggestFork(docId, note.trim()), forks.merge.suggested, onClose);
  const mayMerge = mayWrite && may(origin.role, 'write');
  const maySuggest = mayWrite && may(origin.role, 'suggest');
  const isBusy = merge.isPending || update.isPending || suggest.isPending;
  return (
    <div className="form fork">
      <p>
        {forks.of(origin.title || list.untitled)} <Link href={`/d/${origin.docId}`}>{forks.openOrigin}</Link>
      </p>
      <Side ref={updated} title={forks.update.title} coming={origin.update} nothing={forks.update.nothing}>
        {mayWrite && origin.update.hunks.length > 0 && (
          <Button isPending={update.isPending} isDisabled={isBusy} onPress={() => update.mutate()}>
            {forks.update.button}
          </Button>
        )}
        <Failure error={update.error} />
      </Side>
      <Side title={forks.merge.title} coming={origin.merge} nothing={forks.merge.nothing}>
        {maySuggest && origin.merge.hunks.length > 0 && (
          <>
            <TextArea label={forks.merge.note} value={note} onChange={setNote} maxLength={NOTE_LENGTH} />
            <div className="fork-actions">
              <Button
                variant={mayMerge ? 'quiet' : 'primary'}
                isPending={suggest.isPending}
                isDisabled={isBusy}
                onPress={() => suggest.mutate()}
              >
                {forks.merge.suggest}
              </Button>
              {mayMerge && (
                <Button
                  variant="primary"
                  isPending={merge.isPending}
                  isDisabled={isBusy}
                  onPress={() => merge.mutate()}
                >
                  {forks.merge.button}
                </Button>
              )}
            </div>
          </>
        )}
        {mayWrite && !maySuggest && <p className="fork-note">{forks.merge.readOnly}</p>}
        <Failure error={merge.error ?? suggest.error} />
      </Side>
    </div>
  );
}

interface SideProps {
  ref?: Ref<HTMLElement>;
  title: string;
  coming: Coming;
  /** What to say when nothing is coming. */
  nothing: string;
  children: ReactNode;
}

function Side({ ref, title, coming, nothing, children }: SideProps) {
  return (
    <section ref={ref} className="fork-side" aria-label={title} tabIndex={-1}>
      <h3>{title}</h3>
      {coming.hunks.length === 0 ? <p className="fork-note">{nothing}</p> : <Hunks coming={coming} />}
      {children}
    </section>
  );
}

function Failure({ error }: { error: unknown }) {
  const messages = useMessages();
  if (!error) return null;
  return (
    <p className="form-error" role="alert">
      {problemMessage(error, messages)}
    </p>
  );
}

/** Carries changes over; `done` is told, and `then` runs once the comparison is that of now. */
function useCarry(docId: string, carry: () => Promise<boolean>, done: string, then: () => void) {
  const { forks } = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  const queryKey = ['origin', docId];
  return useMutation({
    mutationFn: carry,
    onSuccess: async (isNew) => {
      await queries.invalidateQueries({ queryKey });
      toast({ text: isNew ? done : forks.update.none, tone: 'plain' });
      then();
    },
    onError: () => void queries.invalidateQueries({ queryKey }),
  });
}
