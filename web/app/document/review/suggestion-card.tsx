import { memo, useState } from 'react';
import type { Thread } from '../../../../src/protocol/review.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { CardHead } from './card-head.tsx';
import { CardPress } from './card-press.tsx';
import { CommentItem } from './comment-item.tsx';
import { useDesk, useHunks } from './desk.ts';
import { FEW, HunkList, MANY, PAGE } from './hunk-list.tsx';
import { changeOf } from './hunk-words.ts';
import { ReplyField } from './reply-field.tsx';
import { DecideAll, Withdraw } from './suggestion-buttons.tsx';
import { SuggestionMenu } from './suggestion-menu.tsx';
import { Unsent } from './unsent.tsx';
import { useDecision } from './use-decision.ts';

interface SuggestionCardProps {
  suggestion: ShownSuggestion;
  /** What is said of it. */
  thread: Thread | null;
  /** Whether all of it is shown, and can be decided and answered. */
  isOpen: boolean;
  isUnread: boolean;
}

/** A suggestion as a card: what it changes, and what is said of it. */
export const SuggestionCard = memo(function SuggestionCard(props: SuggestionCardProps) {
  const { suggestion, thread, isOpen, isUnread } = props;
  const { review, suggestions: words, common } = useMessages();
  const { me, choose } = useDesk();
  const { id, told, isOwn, isUnsent } = suggestion;
  const hunks = useHunks(id, FEW);
  const author = told?.author ?? me;
  const label = words.card(isOwn ? common.you : author.name, changeOf(hunks, words)).slice(0, 300);
  const replies = thread?.comments.length ?? 0;
  return (
    <article
      className="card card-suggestion"
      data-subject={id}
      data-open={isOpen || undefined}
      tabIndex={-1}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) choose(null, 'card');
      }}
    >
      {isUnread && (
        <span className="card-unread">
          <span className="visually-hidden">{review.unread}</span>
        </span>
      )}
      <CardHead author={author} at={told?.createdAt ?? null}>
        {isOpen && (
          <span className="comment-tools">
            <SuggestionMenu suggestion={suggestion} name={author.name} />
          </span>
        )}
      </CardHead>
      {isOpen ? (
        <Whole suggestion={suggestion} thread={thread} />
      ) : (
        <>
          <HunkList hunks={hunks} isOpen={false} more={null} decide={null} />
          {told?.note && (
            <p className="comment-body" dir="auto">
              {told.note}
            </p>
          )}
          {isUnsent && <Unsent />}
          {replies > 0 && <p className="card-more">{review.replies(replies)}</p>}
          <CardPress id={id} label={label} />
        </>
      )}
    </article>
  );
});

function Whole({ suggestion, thread }: Pick<SuggestionCardProps, 'suggestion' | 'thread'>) {
  const { may } = useDesk();
  const { id, told, isOwn, isUnsent } = suggestion;
  const [most, setMost] = useState(MANY);
  const hunks = useHunks(id, most);
  const { mutate, isPending } = useDecision(id);
  const decides = may.decide && told !== null && hunks.count > 0;
  const decide = (...[decision]: Parameters<typeof mutate>): void => {
    if (!isPending) mutate(decision);
  };
  return (
    <>
      <HunkList
        hunks={hunks}
        isOpen
        more={() => setMost(most + PAGE)}
        decide={decides && hunks.count > 1 ? decide : null}
      />
      {told?.note && (
        <p className="comment-body" dir="auto">
          {told.note}
        </p>
      )}
      {isUnsent && <Unsent />}
      {(decides || isOwn) && (
        <div className="card-decide" aria-busy={isPending}>
          {decides && <DecideAll count={hunks.count} isOwn={isOwn} isPending={isPending} decide={decide} />}
          {isOwn && <Withdraw suggestion={suggestion} />}
        </div>
      )}
      {thread !== null && thread.comments.length > 0 && (
        <ol className="comments">
          {thread.comments.map((comment) => (
            <CommentItem key={comment.id} thread={thread} comment={comment} />
          ))}
        </ol>
      )}
      {may.comment && told !== null && <ReplyField threadId={told.threadId} />}
    </>
  );
}
