import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import type { Range } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { NewCard } from './new-card.tsx';
import { type Filter, ThreadList } from './panel.tsx';
import { ThreadCard } from './thread-card.tsx';

interface SheetProps {
  ranges: ReadonlyMap<string, Range | null>;
  /** Whether it shows the list, not one thread. */
  isList: boolean;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onClose: () => void;
}

/** On a phone: one thread, the new one, or the list, in a sheet at the foot of the page. */
export function Sheet({ ranges, isList, filter, onFilter, onClose }: SheetProps) {
  const { review } = useMessages();
  const { threads, active, beginning } = useDesk();
  const thread: Thread | undefined = threads.find(({ id }) => id === active);
  const isOne = !isList && (thread !== undefined || beginning !== null);
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
              {beginning !== null && thread === undefined && <NewCard beginning={beginning} isQuoting />}
              {thread !== undefined && (
                <ThreadCard
                  thread={thread}
                  isOpen
                  isUnread={false}
                  isDetached={(ranges.get(thread.id) ?? thread.range)?.length === 0}
                  isQuoting
                />
              )}
            </div>
          ) : (
            <ThreadList ranges={ranges} filter={filter} onFilter={onFilter} onClose={onClose} />
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
