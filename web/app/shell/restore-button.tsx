import { useMutation, useQueryClient } from '@tanstack/react-query';
import { restoreDocument } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Takes a document out of the trash, for its owner where the document itself would be. */
export function RestoreButton({ docId, onRestored }: { docId: string; onRestored: () => void }) {
  const messages = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  const restore = useMutation({
    mutationFn: () => restoreDocument(docId),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      onRestored();
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  return (
    <Button variant="primary" isPending={restore.isPending} onPress={() => restore.mutate()}>
      {messages.list.restore}
    </Button>
  );
}
