import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { eraseTrashed, listDocuments } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { ConfirmDialog } from '../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The button that deletes all documents of the trash for ever, after asking. */
export function EmptyTrash() {
  const messages = useMessages();
  const { list } = messages;
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const toast = useToast();
  const empty = useMutation({
    mutationFn: eraseTrash,
    onSuccess: () => {
      setAsking(false);
      toast({ text: list.emptied, tone: 'plain' });
    },
    // What was deleted before one was refused is gone.
    onSettled: () => void queries.invalidateQueries({ queryKey: ['documents'] }),
  });
  return (
    <>
      <Button onPress={() => setAsking(true)}>{list.emptyTrash}</Button>
      {isAsking && (
        <ConfirmDialog
          title={list.emptyTrashTitle}
          text={list.emptyTrashText}
          action={list.emptyTrashAction}
          isDangerous
          isPending={empty.isPending}
          error={empty.error && problemMessage(empty.error, messages)}
          onConfirm={() => empty.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

// What is deleted leaves the list, so the first page is the rest. What came out of the trash meanwhile stays.
async function eraseTrash(): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    const { items } = await listDocuments({ filter: 'trash', words: '', sort: '-updatedAt' }, null);
    const left = items.filter(({ id }) => !done.has(id));
    if (left.length === 0) return;
    for (const { id } of left) {
      await eraseTrashed(id);
      done.add(id);
    }
  }
}
