import { useMutation, useQueryClient } from '@tanstack/react-query';
import { starDocument } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The user's star of a document: what was set last is told until the server's answer is shown everywhere. */
export function useStar(item: DocumentSummary): { isStarred: boolean; set: (starred: boolean) => void } {
  const messages = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  const star = useMutation({
    mutationFn: (starred: boolean) => starDocument(item.id, starred),
    // Pending until what is shown is read again.
    onSuccess: (_answer, starred) => {
      queries.setQueryData<DocumentSummary>(['document', item.id], (meta) => meta && { ...meta, starred });
      return queries.invalidateQueries({ queryKey: ['documents'] });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  return { isStarred: star.isPending ? star.variables : item.starred, set: star.mutate };
}
