import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { forkDocument } from '../../api/forks.ts';
import { problemMessage } from '../../api/problem.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Forks a document, at a version or the newest, and offers to open the fork. */
export function useFork(docId: string, title: string) {
  const messages = useMessages();
  const { forks } = messages;
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (version: number | null) =>
      forkDocument(docId, { title: forks.forkTitle(title), ...(version !== null && { version }) }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      toast({
        text: forks.forked,
        tone: 'plain',
        action: { label: forks.open, run: () => navigate(`/d/${id}`) },
      });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
}
