import '../../../editor/highlights/highlights.css';
import './styles/cards.css';
import './styles/suggestions.css';
import './styles/review.css';
import type Quill from 'quill/core.js';
import { memo } from 'react';
import { createPortal } from 'react-dom';
import type { Range } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { Role } from '../../../../src/protocol/role.ts';
import type { Mode, ShownSuggestion } from '../../../collab/index.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import type { EarlyKey } from '../early-key.ts';
import { Announcer } from './announcer.tsx';
import { DeskProvider, type Me } from './desk.ts';
import { Margin } from './margin.tsx';
import { Panel } from './panel.tsx';
import { ReviewButton } from './review-button.tsx';
import { SelectionButton } from './selection-button.tsx';
import { Sheet } from './sheet.tsx';
import { useReview } from './use-review.ts';
import { useSameSuggestions } from './use-subjects.ts';

/** What the review of an open document needs of its page. */
export interface ReviewProps {
  docId: string;
  me: Me;
  isGuest: boolean;
  role: Role;
  session: DocumentSession;
  /** The session's editor now: it is replaced after it breaks. */
  quill: Quill;
  threads: readonly Thread[];
  /** The open suggestions; null while they are not known. */
  suggestions: readonly ShownSuggestion[] | null;
  mode: Mode;
  /** Where the button goes. */
  slot: HTMLElement;
  early: EarlyKey;
}

const NOWHERE: ReadonlyMap<string, Range | null> = new Map();

/** Comments and suggestions: highlights, cards beside their text, the list of all of them. */
export default function Review(props: ReviewProps) {
  const suggestions = useSameSuggestions(props.suggestions);
  return <Shown {...props} suggestions={suggestions} />;
}

// No key in the text renders it.
const Shown = memo(function Shown(props: ReviewProps) {
  const { session, quill, slot, me, threads, suggestions } = props;
  const review = useReview(props);
  const { desk, placement, isPhone, isListed, filter, main } = review;
  const list = {
    ranges: isListed || isPhone ? session.ranges() : NOWHERE,
    filter,
    onFilter: review.setFilter,
    onClose: review.close,
  };
  const isCommenting = desk.may.comment;
  return (
    <DeskProvider value={desk}>
      {(desk.subjects.length > 0 || isCommenting) &&
        createPortal(<ReviewButton isPressed={isListed} onPress={review.toggle} />, slot)}
      {placement && main && !isPhone && !isListed && createPortal(<Margin placement={placement} />, main)}
      {main &&
        isCommenting &&
        createPortal(<SelectionButton quill={quill} onPress={() => desk.begin('selection')} />, main)}
      {!isPhone && isListed && <Panel {...list} />}
      {isPhone && (isListed || desk.active !== null || desk.beginning !== null) && (
        <Sheet {...list} isList={isListed && desk.active === null && desk.beginning === null} />
      )}
      <Announcer threads={threads} suggestions={suggestions} userId={me.id} session={session} />
      <span className="visually-hidden" role="status">
        {review.said}
      </span>
    </DeskProvider>
  );
});
