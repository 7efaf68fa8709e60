import { useMutation } from '@tanstack/react-query';
import { Check, RotateCcw, X } from 'lucide-react';
import { memo } from 'react';
import { readableBody } from '../../../../src/protocol/mentions.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import { problemMessage } from '../../../api/problem.ts';
import { resolveThread } from '../../../api/threads.ts';
import { IconButton } from '../../../ui/components/button.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { CardHead } from './card-head.tsx';
import { CardPress } from './card-press.tsx';
import { CommentBody, CommentItem } from './comment-item.tsx';
import { useDesk } from './desk.ts';
import { ReplyField } from './reply-field.tsx';

interface ThreadCardProps {
  thread: Thread;
  /** Whether all of it is shown, and can be answered. */
  isOpen: boolean;
  isUnread: boolean;
  /** Whether nothing of its text is left. */
  isDetached: boolean;
  /** Whether the text that it is about is quoted: where the card is not beside it. */
  isQuoting?: boolean;
}

/** A thread as a card: its first comment, or all of it. */
export const ThreadCard = memo(function ThreadCard(props: ThreadCardProps) {
  const { thread, isOpen, isUnread, isDetached, isQuoting = false } = props;
  const { review } = useMessages();
  const { choose } = useDesk();
  const { id, comments, resolved, quote, range, suggestionId } = thread;
  const [first] = comments;
  if (first === undefined) return null;
  const label = review.thread(first.author.name, readableBody(first.body ?? review.deleted, first.mentions));
  return (
    <article
      className="card"
      data-subject={id}
      data-open={isOpen || undefined}
      data-resolved={resolved !== null || undefined}
      tabIndex={-1}
      aria-label={label.slice(0, 200)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) choose(null, 'card');
      }}
    >
      {isUnread && (
        <span className="card-unread">
          <span className="visually-hidden">{review.unread}</span>
        </span>
      )}
      {range === null && (
        <p className="card-about">{suggestionId === null ? review.whole : review.suggestion}</p>
      )}
      {isDetached && (
        <p className="card-about">
          {review.detached} <q dir="auto">{quote}</q>
        </p>
      )}
      {isQuoting && range !== null && !isDetached && (
        <p className="card-about">
          <q dir="auto">{quote}</q>
        </p>
      )}
      {isOpen ? (
        <Whole thread={thread} />
      ) : (
        <>
          <CardHead author={first.author} at={first.at} isEdited={first.editedAt !== null} />
          <CommentBody comment={first} />
          {(comments.length > 1 || resolved !== null) && (
            <p className="card-more">
              {resolved !== null && <Check size={13} aria-hidden="true" />}
              {[
                ...(resolved === null ? [] : [review.resolvedBy(resolved.by.name)]),
                ...(comments.length > 1 ? [review.replies(comments.length - 1)] : []),
              ].join(' · ')}
            </p>
          )}
          <CardPress id={id} label={label} />
        </>
      )}
    </article>
  );
});

function Whole({ thread }: { thread: Thread }) {
  const { review } = useMessages();
  const { may } = useDesk();
  const { id, comments, resolved } = thread;
  return (
    <>
      {resolved !== null && (
        <p className="card-more">
          <Check size={13} aria-hidden="true" /> {review.resolvedBy(resolved.by.name)}
        </p>
      )}
      <ol className="comments">
        {comments.map((comment, n) => (
          <CommentItem
            key={comment.id}
            thread={thread}
            comment={comment}
            tools={n === 0 && <CardTools thread={thread} />}
          />
        ))}
      </ol>
      {may.comment && <ReplyField threadId={id} />}
    </>
  );
}

function Resolve({ thread }: { thread: Thread }) {
  const messages = useMessages();
  const { review } = messages;
  const { docId, choose, landed } = useDesk();
  const toast = useToast();
  const { id, resolved } = thread;
  const change = useMutation({
    mutationFn: async (next: boolean) => {
      await resolveThread(docId, id, next);
      await landed((threads) => threads.some((one) => one.id === id && (one.resolved !== null) === next));
    },
    onSuccess: (_answer, next) => {
      if (!next) return;
      choose(null, 'card');
      const undo = () =>
        resolveThread(docId, id, false).catch((error: unknown) =>
          toast({ text: problemMessage(error, messages), tone: 'error' }),
        );
      toast({ text: review.resolved, tone: 'plain', action: { label: review.undo, run: () => void undo() } });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const isResolved = resolved !== null;
  return (
    <IconButton
      label={isResolved ? review.reopen : review.resolve}
      isPending={change.isPending}
      onPress={() => change.mutate(!isResolved)}
    >
      {isResolved ? <RotateCcw size={16} aria-hidden="true" /> : <Check size={16} aria-hidden="true" />}
    </IconButton>
  );
}

function CardTools({ thread }: { thread: Thread }) {
  const { common } = useMessages();
  const { may, choose } = useDesk();
  return (
    <>
      {may.comment && <Resolve thread={thread} />}
      <IconButton label={common.close} onPress={() => choose(null, 'card')}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </>
  );
}
