import { useMutation, useQueryClient } from '@tanstack/react-query';
import { restoreDocument, trashDocument } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Moves a document to the trash, which can be undone for a moment, and back. `trashed` is called once it is there. */
export function useTrash(
  item: DocumentSummary,
  trashed: () => void = () => {},
): { trash: () => void; restore: () => void } {
  const messages = useMessages();
  const { list } = messages;
  const queries = useQueryClient();
  const toast = useToast();
  const title = item.title || list.untitled;
  const refresh = () => void queries.invalidateQueries({ queryKey: ['documents'] });
  const onError = (error: unknown) => toast({ text: problemMessage(error, messages), tone: 'error' });
  const restore = useMutation({
    mutationFn: () => restoreDocument(item.id),
    onSuccess: () => {
      refresh();
      toast({ text: list.restored(title), tone: 'plain' });
    },
    onError,
  });
  const trash = useMutation({
    mutationFn: () => trashDocument(item.id),
    onSuccess: () => {
      refresh();
      const undo = { label: list.undo, run: () => restore.mutate() };
      toast({ text: list.trashed(title), tone: 'plain', action: undo });
      trashed();
    },
    onError,
  });
  return { trash: () => trash.mutate(), restore: () => restore.mutate() };
}
