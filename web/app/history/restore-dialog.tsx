import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { revertTo } from '../../api/history.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useTimes } from './use-times.ts';

interface RestoreDialogProps {
  docId: string;
  version: number;
  /** When the version was committed; null when unknown. */
  at: string | null;
  onClose: () => void;
}

/** Asks whether to restore an old version, restores it, and opens the document. */
export function RestoreDialog({ docId, version, at, onClose }: RestoreDialogProps) {
  const messages = useMessages();
  const { history, common } = messages;
  const [, navigate] = useLocation();
  const times = useTimes();
  const when = at === null ? history.version(version) : times.full(at);
  const toast = useToast();
  const restore = useMutation({
    mutationFn: () => revertTo(docId, version),
    onSuccess: (made) => {
      onClose();
      navigate(`/d/${docId}`);
      // The version before the one that the restoration made is the document as it was a moment ago.
      const undo = () => {
        revertTo(docId, made - 1).then(
          () => toast({ text: history.restore.undone, tone: 'plain' }),
          (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
        );
      };
      toast({
        text: history.restore.done(version),
        tone: 'plain',
        action: { label: history.restore.undo, run: undo },
      });
    },
  });
  return (
    <Dialog title={history.restore.title(version)} onClose={onClose}>
      <div className="form">
        <p>{history.restore.text(when)}</p>
        {restore.error && (
          <p className="form-error" role="alert">
            {problemMessage(restore.error, messages)}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button variant="primary" autoFocus isPending={restore.isPending} onPress={() => restore.mutate()}>
            {history.restore.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
