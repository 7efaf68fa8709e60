import { MessageSquare } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { isOpen } from './subjects.ts';

const MOST = 99;

/** Shows how many threads and suggestions are unread, and opens the list of all of them. */
export function ReviewButton({ isPressed, onPress }: { isPressed: boolean; onPress: () => void }) {
  const { review } = useMessages();
  const { subjects, seen } = useDesk();
  useSyncExternalStore(seen.subscribe, seen.view);
  const unread = subjects.filter((subject) => isOpen(subject) && seen.isUnread(subject)).length;
  return (
    <Button
      className="icon-button bell"
      aria-label={review.button(unread)}
      aria-expanded={isPressed}
      onPress={onPress}
    >
      <MessageSquare size={18} aria-hidden="true" />
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {unread > MOST ? review.tooMany : unread}
        </span>
      )}
    </Button>
  );
}
