import { useMutation, useQueryClient } from '@tanstack/react-query';
import { eraseTrashed } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import { ConfirmDialog } from '../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface EraseDialogProps {
  docId: string;
  title: string;
  onClose: () => void;
}

/** Asks before a document of the trash is deleted for ever. */
export function EraseDialog({ docId, title, onClose }: EraseDialogProps) {
  const messages = useMessages();
  const { list } = messages;
  const queries = useQueryClient();
  const toast = useToast();
  const erase = useMutation({
    mutationFn: () => eraseTrashed(docId),
    onSuccess: (isGone) => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      toast({ text: isGone ? list.erased(title) : list.notErased(title), tone: 'plain' });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={list.eraseTitle}
      text={list.eraseText(title)}
      action={list.eraseAction}
      isDangerous
      isPending={erase.isPending}
      error={erase.error && problemMessage(erase.error, messages)}
      onConfirm={() => erase.mutate()}
      onClose={onClose}
    />
  );
}
