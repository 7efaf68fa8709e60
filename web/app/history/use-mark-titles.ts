import { type RefObject, useEffect } from 'react';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { HistorySession } from './history-session.ts';
import type { MarkKind } from './marked-text.ts';
import { useAcceptance, useAuthorName } from './use-author-name.ts';

/** Names the people of a mark in the text, as its title, when the pointer comes over it. */
export function useMarkTitles(scroller: RefObject<HTMLElement | null>, session: HistorySession | null): void {
  const { kinds } = useMessages().history.changes;
  const nameOf = useAuthorName();
  const acceptance = useAcceptance();
  useEffect(() => {
    const element = scroller.current;
    if (element === null || session === null) return;
    const known = (id: string) => session.view().people.get(id) ?? { id, name: null, color: null };
    const name = ({ target }: Event): void => {
      const mark = target instanceof Element ? target.closest<HTMLElement>('.ql-mark') : null;
      const { kind, by, accepted } = mark?.dataset ?? {};
      if (mark === null || !by) return;
      const done = kinds[kind as MarkKind](nameOf(known(by)));
      mark.title = accepted === undefined ? done : `${done}. ${acceptance([known(by)], [known(accepted)])}`;
    };
    element.addEventListener('pointerover', name);
    return () => element.removeEventListener('pointerover', name);
  }, [scroller, session, kinds, nameOf, acceptance]);
}
