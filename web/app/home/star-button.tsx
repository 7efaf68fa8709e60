import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { starDocument } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The user's star of a document: it shows what was pressed until the list says the same. */
export function StarButton({ item }: { item: DocumentSummary }) {
  const messages = useMessages();
  const { list } = messages;
  const queries = useQueryClient();
  const toast = useToast();
  const star = useMutation({
    mutationFn: (starred: boolean) => starDocument(item.id, starred),
    // Pending until the lists are read again.
    onSuccess: () => queries.invalidateQueries({ queryKey: ['documents'] }),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const isStarred = star.isPending ? star.variables : item.starred;
  return (
    <ToggleButton
      className="icon-button row-star"
      aria-label={list.star(item.title || list.untitled)}
      isSelected={isStarred}
      onChange={(starred) => star.mutate(starred)}
    >
      <Star size={17} aria-hidden="true" fill={isStarred ? 'currentColor' : 'none'} />
    </ToggleButton>
  );
}
