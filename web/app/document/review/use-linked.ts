import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import type { Desk } from './desk.ts';
import { type Subject, subjectNamed } from './subjects.ts';

/**
 * Opens the thread or the suggestion that the address names, as links, mails and notifications do, and takes it out of the
 * address, once it is there or `isKnown` says that no more will come.
 */
export function useLinked(subjects: readonly Subject[], isKnown: boolean, choose: Desk['choose']): void {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const toast = useToast();
  const { review, suggestions } = useMessages();
  useEffect(() => {
    const query = new URLSearchParams(search);
    const suggestion = query.get('suggestion');
    const id = query.get('thread') ?? suggestion;
    if (id === null) return;
    const found = subjectNamed(subjects, id) ?? subjects.find((one) => one.thread?.suggestionId === id);
    if (found === undefined && !isKnown) return;
    query.delete('thread');
    query.delete('suggestion');
    navigate(query.size > 0 ? `${path}?${query}` : path, { replace: true });
    if (found) choose(found.id, 'link');
    else toast({ text: suggestion === null ? review.gone : suggestions.gone, tone: 'plain' });
  }, [search, path, navigate, subjects, isKnown, choose, toast, review.gone, suggestions.gone]);
}
