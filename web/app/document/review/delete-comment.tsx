import { useMutation } from '@tanstack/react-query';
import type { Comment, Thread } from '../../../../src/protocol/review.ts';
import { problemMessage } from '../../../api/problem.ts';
import { deleteComment } from '../../../api/threads.ts';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';

interface DeleteCommentProps {
  thread: Thread;
  comment: Comment;
  onClose: () => void;
}

/** Asks before a comment is deleted. */
export function DeleteComment({ thread, comment, onClose }: DeleteCommentProps) {
  const messages = useMessages();
  const { review } = messages;
  const { docId, landed } = useDesk();
  const isKeptOpen = thread.comments.length > 1 && thread.comments[0]?.id === comment.id;
  const removal = useMutation({
    mutationFn: async () => {
      await deleteComment(docId, thread.id, comment.id);
      await landed((threads) =>
        threads.every(({ comments }) => comments.every(({ id, body }) => id !== comment.id || body === null)),
      );
    },
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      title={review.deleteTitle}
      text={isKeptOpen ? review.deleteFirst : review.deleteThread}
      action={review.delete}
      isDangerous
      isPending={removal.isPending}
      error={removal.error ? problemMessage(removal.error, messages) : null}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    />
  );
}
