import { useMutation, useQueryClient } from '@tanstack/react-query';
import { problemMessage } from '../../api/problem.ts';
import { removeMember } from '../../api/sharing.ts';
import { ConfirmDialog } from '../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface LeaveDialogProps {
  docId: string;
  userId: string;
  /** They have decided: until it is done, or taken back, the document is not theirs to open. */
  onLeft: () => void;
  /** They have taken it back, or it failed. */
  onStayed?: () => void;
  onClose: () => void;
}

/**
 * Asks before leaving a document. Only its owner could let one in again, so the access is given up a moment later, when
 * the message that offers to undo it has gone: until then there is nothing to undo.
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
