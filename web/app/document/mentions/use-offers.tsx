import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarDays, FileText } from 'lucide-react';
import { useDeferredValue } from 'react';
import { findDocuments } from '../../../api/calls.ts';
import { listMembers } from '../../../api/sharing.ts';
import { matching } from '../../../editor/mentions/typed-mention.ts';
import type { Option, OptionGroup } from '../../../ui/components/option-list.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { sharingKey } from '../../share/use-sharing.ts';
import { offeredDates } from './offered-dates.ts';
import { personOption } from './person-option.tsx';

const MOST = { people: 5, dates: 3, documents: 4 };
const FRESH_MS = 60_000;

/** What can be mentioned; `value` is that of the embed. */
export interface Offer extends Option {
  value: string;
  /** It has been chosen: its name need not be asked for. */
  known?: () => void;
}

interface OfferedBy {
  docId: string;
  userId: string;
  /** What is typed after the `@`; null: nothing is offered. */
  query: string | null;
  mayReadMembers: boolean;
  /** Whether the user has documents of their own. */
  hasDocuments: boolean;
}

/** What a typed mention may mean: people who may open the document, days, and documents of the user by their titles. */
export function useOffers({
  docId,
  userId,
  query,
  mayReadMembers,
  hasDocuments,
}: OfferedBy): readonly OptionGroup<Offer>[] {
  const { editor } = useMessages();
  const t = editor.blocks.mentions;
  const queries = useQueryClient();
  const isAsked = query !== null;
  const words = useDeferredValue(query?.trim() ?? '');
  const members = useQuery({
    queryKey: sharingKey(docId, 'members'),
    queryFn: ({ signal }) => listMembers(docId, signal),
    enabled: mayReadMembers && isAsked,
    staleTime: FRESH_MS,
  });
  const documents = useQuery({
    queryKey: ['documents', 'named', words],
    queryFn: ({ signal }) => findDocuments(words, signal),
    enabled: hasDocuments && isAsked,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    retry: false,
  });
  // What comes first must not come late: Enter would take another one than was meant.
  if (query === null || members.isLoading) return [];
  const known = (members.data ?? []).map(({ user }) => user);
  // One mostly means another person.
  const isMe = ({ id }: { id: string }) => Number(id === userId);
  const people = matching(known, query).toSorted((a, b) => isMe(a) - isMe(b));
  const dates = offeredDates(query, new Date(), t, document.documentElement.lang || undefined);
  const titled = (documents.data ?? []).map((summary) => ({ ...summary, name: summary.title }));
  const others = matching(titled, query).filter(({ id, name }) => id !== docId && name !== '');
  const groups: OptionGroup<Offer>[] = [
    {
      name: t.people,
      options: people
        .slice(0, MOST.people)
        .map((person) => ({ ...personOption(person), value: `user:${person.id}` })),
    },
    {
      name: t.dates,
      options: dates.slice(0, MOST.dates).map(({ date, name, written }) => ({
        id: date,
        name,
        detail: written,
        icon: <CalendarDays size={16} aria-hidden="true" />,
        value: `date:${date}`,
      })),
    },
    {
      name: t.documents,
      options: others.slice(0, MOST.documents).map(({ name, ...summary }) => ({
        id: summary.id,
        name,
        icon: <FileText size={16} aria-hidden="true" />,
        value: `doc:${summary.id}`,
        known: () => queries.setQueryData(['document', summary.id], summary),
      })),
    },
  ];
  return groups.filter(({ options }) => options.length > 0);
}
