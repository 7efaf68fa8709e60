import { memo } from 'react';
import type { Subject } from './subjects.ts';
import { SuggestionCard } from './suggestion-card.tsx';
import { ThreadCard } from './thread-card.tsx';

interface SubjectCardProps {
  subject: Subject;
  isOpen: boolean;
  isUnread: boolean;
  /** Whether nothing of its text is left. */
  isDetached: boolean;
  /** Whether the text that it is about is quoted: where the card is not beside it. */
  isQuoting?: boolean;
}

/** The card of a subject. Cards that come and go while the page is scrolled render none of the others. */
export const SubjectCard = memo(function SubjectCard(props: SubjectCardProps) {
  const { subject, isOpen, isUnread, isDetached, isQuoting = false } = props;
  if (subject.kind === 'suggestion') {
    const { suggestion, thread } = subject;
    return <SuggestionCard suggestion={suggestion} thread={thread} isOpen={isOpen} isUnread={isUnread} />;
  }
  const { thread } = subject;
  return (
    <ThreadCard
      thread={thread}
      isOpen={isOpen}
      isUnread={isUnread}
      isDetached={isDetached}
      isQuoting={isQuoting}
    />
  );
});
