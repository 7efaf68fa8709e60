import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import type { Range } from '../../../../src/ot/op.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { NewCard } from './new-card.tsx';
import { type Filter, isDetached, SubjectList } from './panel.tsx';
import { SubjectCard } from './subject-card.tsx';

interface SheetProps {
  ranges: ReadonlyMap<string, Range | null>;
  /** Whether it shows the list, not one subject. */
  isList: boolean;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onClose: () => void;
}

/** On a phone: one thread or suggestion, the new thread, or the list, in a sheet at the foot of the page. */
export function Sheet({ ranges, isList, filter, onFilter, onClose }: SheetProps) {
  const { review } = useMessages();
  const { subjects, active, beginning } = useDesk();
  const subject = subjects.find(({ id }) => id === active);
  const isOne = !isList && (subject !== undefined || beginning !== null);
  return (
    <ModalOverlay
      className="review-sheet-overlay"
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="review-sheet">
        <AriaDialog className="review-sheet-inside" aria-label={review.title}>
          {isOne ? (
            <div className="review-list">
              {beginning !== null && subject === undefined && <NewCard beginning={beginning} isQuoting />}
              {subject !== undefined && (
                <SubjectCard
                  subject={subject}
                  isOpen
                  isUnread={false}
                  isDetached={isDetached(subject, ranges)}
                  isQuoting
                />
              )}
            </div>
          ) : (
            <SubjectList ranges={ranges} filter={filter} onFilter={onFilter} onClose={onClose} />
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
