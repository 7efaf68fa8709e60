import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { duplicateDocument } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The longest title that the API takes, in UTF-16 units. */
const MAX_TITLE = 200;

/** Copies a document, and offers to open the copy. */
export function useDuplicate(docId: string, title: string) {
  const messages = useMessages();
  const { list } = messages;
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: () => duplicateDocument(docId, list.duplicateTitle(title).slice(0, MAX_TITLE)),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      const open = { label: list.open, run: () => navigate(`/d/${id}`) };
      toast({ text: list.duplicated, tone: 'plain', action: open });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
}
