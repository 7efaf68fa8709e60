import { MessageSquarePlus, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { Range } from '../../../../src/ot/op.ts';
import { Button, IconButton } from '../../../ui/components/button.tsx';
import { Choice } from '../../../ui/components/field.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { NewCard } from './new-card.tsx';
import { SubjectCard } from './subject-card.tsx';
import { isOpen, keyOf, type Subject } from './subjects.ts';

/** Which subjects the list holds. */
export type Filter = 'open' | 'resolved' | 'all';

interface SubjectListProps {
  ranges: ReadonlyMap<string, Range | null>;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** Null where something else closes the list. */
  onClose: (() => void) | null;
}

/** All threads and open suggestions in the order of the text, with a filter. */
export function SubjectList({ ranges, filter, onFilter, onClose }: SubjectListProps) {
  const { review, common } = useMessages();
  const { subjects, active, beginning, seen, may, begin, readAll } = useDesk();
  useSyncExternalStore(seen.subscribe, seen.view);
  const hasUnread = subjects.some((subject) => seen.isUnread(subject));
  const shown = filtered(subjects, filter, active);
  const { title, text } = review.empty[filter];
  const options = (['open', 'resolved', 'all'] as const).map((id) => ({ id, text: review.filters[id] }));
  return (
    <>
      <header className="review-head">
        <h2>{review.heading}</h2>
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
      {hasUnread && (
        <div className="review-unread">
          <Button variant="plain" onPress={readAll}>
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
        {shown.map((subject) => (
          <SubjectCard
            key={keyOf(subject)}
            subject={subject}
            isOpen={subject.id === active}
            isUnread={seen.isUnread(subject)}
            isDetached={isDetached(subject, ranges)}
            isQuoting
          />
        ))}
      </div>
    </>
  );
}

/** The list beside the text. */
export function Panel(props: SubjectListProps) {
  const { review } = useMessages();
  return (
    <section className="review-panel" aria-label={review.title}>
      <SubjectList {...props} />
    </section>
  );
}

/** Whether nothing is left of the text that a subject is about. */
export function isDetached(subject: Subject, ranges: ReadonlyMap<string, Range | null>): boolean {
  if (subject.kind === 'suggestion') return false;
  return (ranges.get(subject.id) ?? subject.thread.range)?.length === 0;
}

// The open card stays listed, no matter what happens to its subject.
function filtered(subjects: readonly Subject[], filter: Filter, active: string | null): readonly Subject[] {
  return subjects.filter(
    (subject) => filter === 'all' || subject.id === active || isOpen(subject) === (filter === 'open'),
  );
}
