import { type ReactNode, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { DRAFT } from './items.ts';
import { NewCard } from './new-card.tsx';
import type { Placement } from './placement.ts';
import { ThreadCard } from './thread-card.tsx';

/** The cards beside their text: of the threads near the window. */
export function Margin({ placement }: { placement: Placement }) {
  const { review } = useMessages();
  const { threads, active, beginning, seen } = useDesk();
  useSyncExternalStore(seen.subscribe, seen.view);
  const near = useSyncExternalStore(placement.subscribe, placement.view);
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  // Before it is painted, a card that has just come gets its place.
  useLayoutEffect(() => placement.arrange());
  return (
    <section className="review-margin" aria-label={review.title}>
      {near.map(({ id, isDetached }) => {
        const thread = byId.get(id);
        if (thread !== undefined) {
          return (
            <Place key={id} id={id} placement={placement}>
              <ThreadCard
                thread={thread}
                isOpen={id === active}
                isUnread={seen.isUnread(thread)}
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
