import { useMutation, useQueryClient } from '@tanstack/react-query';
import { problemMessage } from '../../api/problem.ts';
import { removeMember } from '../../api/sharing.ts';
import { ConfirmDialog } from '../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface LeaveDialogProps {
  docId: string;
  userId: string;
  /** The user has decided: until leaving is done or undone, the user may not open the document. */
  onLeft: () => void;
  /** The user has undone it, or it failed. */
  onStayed?: () => void;
  onClose: () => void;
}

/**
 * Asks before leaving a document. Only its owner could give access again, so the access is given up a moment later,
 * when the message that offers to undo it has disappeared: until then nothing needs to be undone.
 */
export function LeaveDialog({ docId, userId, onLeft, onStayed, onClose }: LeaveDialogProps) {
  const messages = useMessages();
  const { list } = messages;
  const { people } = messages.sharing;
  const toast = useToast();
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => removeMember(docId, userId, { keepalive: true }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['documents'] }),
    onError: (error) => {
      toast({ text: problemMessage(error, messages), tone: 'error' });
      onStayed?.();
    },
  });
  return (
    <ConfirmDialog
      title={people.leaveTitle}
      text={people.leaveText}
      action={people.leave}
      isDangerous
      isPending={false}
      error={null}
      onConfirm={() => {
        onClose();
        onLeft();
        toast({
          text: people.left,
          tone: 'plain',
          action: { label: list.undo, run: () => onStayed?.() },
          unlessActed: () => leave.mutate(),
        });
      }}
      onClose={onClose}
    />
  );
}
