import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { listMembers } from '../../../api/sharing.ts';
import { matching, mentionAt } from '../../../editor/mentions/typed-mention.ts';
import { useChoice } from '../../../ui/components/use-choice.ts';
import { sharingKey } from '../../share/use-sharing.ts';
import { useDesk } from './desk.ts';
import type { Mentioned } from './mention-text.ts';

/** How many people are offered at once. */
const MOST = 6;

/** A person who can be mentioned. */
export interface Person extends Mentioned {
  color: string;
}

/** The people offered for the mention that is being typed. */
export interface Mentions {
  isOpen: boolean;
  /** Whether what is typed is the name of no one here. */
  isUnknown: boolean;
  people: readonly Person[];
  /** The place of the chosen one. */
  chosen: number;
  choose(person: Person): void;
  /** The caret has moved. */
  look(): void;
  close(): void;
  /** Returns whether the key was used. */
  onKeyDown(event: KeyboardEvent): boolean;
}

/**
 * Offers members of the document for the `@` before the caret of a field. `put` writes the chosen one in place of what
 * was typed, and returns where the caret is then.
 */
export function useMentions(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  put: (from: number, to: number, person: Person) => number,
): Mentions {
  const { docId, me, may } = useDesk();
  const [typed, setTyped] = useState<{ from: number; to: number; query: string } | null>(null);
  const caret = useRef<number | null>(null);
  const members = useQuery({
    queryKey: sharingKey(docId, 'members'),
    queryFn: ({ signal }) => listMembers(docId, signal),
    enabled: may.readMembers && typed !== null,
  });
  const others = (members.data ?? []).map(({ user }) => user).filter(({ id }) => id !== me.id);
  const people = typed === null ? [] : matching(others, typed.query).slice(0, MOST);
  const isOpen = people.length > 0;
  // More than a word is no name that someone looks for.
  const isUnknown = !isOpen && members.isSuccess && /^\S+$/.test(typed?.query ?? '');

  useLayoutEffect(() => {
    if (caret.current === null) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const close = (): void => setTyped(null);
  const look = (): void => {
    const area = field.current;
    const at = area && area.selectionStart === area.selectionEnd ? area.selectionStart : null;
    const found = at === null || !may.readMembers ? null : mentionAt(area?.value ?? text, at);
    setTyped(found && at !== null ? { ...found, to: at } : null);
    if (found?.query !== typed?.query) choice.restart();
  };
  const choose = (person: Person): void => {
    if (typed === null) return;
    caret.current = put(typed.from, typed.to, person);
    setTyped(null);
  };
  const choice = useChoice(people, choose, close);
  const { chosen, onKeyDown } = choice;
  return { isOpen, isUnknown, people, chosen, choose, look, close, onKeyDown };
}
