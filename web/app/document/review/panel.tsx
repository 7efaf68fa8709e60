import { MessageSquarePlus, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { Range } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import { Button, IconButton } from '../../../ui/components/button.tsx';
import { Choice } from '../../../ui/components/field.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { NewCard } from './new-card.tsx';
import { ThreadCard } from './thread-card.tsx';

/** Which threads the list holds. */
export type Filter = 'open' | 'resolved' | 'all';

interface ThreadListProps {
  ranges: ReadonlyMap<string, Range | null>;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** Null where something else closes the list. */
  onClose: (() => void) | null;
}

/** All threads of the document in the order of the text, with a filter. */
export function ThreadList({ ranges, filter, onFilter, onClose }: ThreadListProps) {
  const { review, common } = useMessages();
  const { threads, active, beginning, seen, may, begin } = useDesk();
  useSyncExternalStore(seen.subscribe, seen.view);
  const unread = threads.filter((thread) => seen.isUnread(thread));
  const shown = filtered(threads, filter, active);
  const { title, text } = review.empty[filter];
  const options = (['open', 'resolved', 'all'] as const).map((id) => ({ id, text: review.filters[id] }));
  return (
    <>
      <header className="review-head">
        <h2>{review.title}</h2>
        <Choice label={review.filter} options={options} value={filter} onChange={onFilter} />
        {may.comment && (
          <IconButton label={review.addWhole} onPress={() => begin('document')}>
            <MessageSquarePlus size={17} aria-hidden="true" />
          </IconButton>
        )}
        {onClose && (
          <IconButton label={common.close} onPress={onClose}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        )}
      </header>
      {unread.length > 0 && (
        <div className="review-unread">
          <Button variant="plain" onPress={() => seen.saw(unread, threads)}>
            {review.readAll}
          </Button>
        </div>
      )}
      <div className="review-list">
        {beginning !== null && <NewCard beginning={beginning} isQuoting />}
        {shown.length === 0 && beginning === null && (
          <div className="review-empty">
            <strong>{title}</strong>
            <p>{text}</p>
          </div>
        )}
        {shown.map((thread) => (
          <ThreadCard
            key={thread.id}
            thread={thread}
            isOpen={thread.id === active}
            isUnread={seen.isUnread(thread)}
            isDetached={(ranges.get(thread.id) ?? thread.range)?.length === 0}
            isQuoting
          />
        ))}
      </div>
    </>
  );
}

/** The list beside the text. */
export function Panel(props: ThreadListProps) {
  const { review } = useMessages();
  return (
    <section className="review-panel" aria-label={review.title}>
      <ThreadList {...props} />
    </section>
  );
}

// The open card stays listed, no matter what happens to its thread.
function filtered(threads: readonly Thread[], filter: Filter, active: string | null): readonly Thread[] {
  return threads.filter(
    ({ id, resolved }) =>
      filter === 'all' || id === active || (resolved !== null) === (filter === 'resolved'),
  );
}
