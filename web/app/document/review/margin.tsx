import { type ReactNode, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { NewCard } from './new-card.tsx';
import type { Placement } from './placement.ts';
import { SubjectCard } from './subject-card.tsx';
import { DRAFT, keyOf } from './subjects.ts';

/** The cards beside their text: those near the window. */
export function Margin({ placement }: { placement: Placement }) {
  const { review } = useMessages();
  const { subjects, active, beginning, seen } = useDesk();
  useSyncExternalStore(seen.subscribe, seen.view);
  const near = useSyncExternalStore(placement.subscribe, placement.view);
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  // Before it is painted, a card that has just come gets its place.
  useLayoutEffect(() => placement.arrange());
  return (
    <section className="review-margin" aria-label={review.title}>
      {near.map(({ id, isDetached }) => {
        const subject = byId.get(id);
        if (subject !== undefined) {
          return (
            <Place key={keyOf(subject)} id={id} placement={placement}>
              <SubjectCard
                subject={subject}
                isOpen={id === active}
                isUnread={seen.isUnread(subject)}
                isDetached={isDetached}
              />
            </Place>
          );
        }
        if (id !== DRAFT || beginning === null) return null;
        return (
          <Place key={id} id={id} placement={placement}>
            <NewCard beginning={beginning} />
          </Place>
        );
      })}
    </section>
  );
}

function Place({ id, placement, children }: { id: string; placement: Placement; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    placement.card(id, place.current);
    return () => placement.card(id, null);
  }, [id, placement]);
  return (
    <div ref={place} className="review-place" data-card={id}>
      {children}
    </div>
  );
}
