import { EllipsisVertical } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { readableBody } from '../../../../src/protocol/mentions.ts';
import type { Comment, Thread } from '../../../../src/protocol/review.ts';
import { editComment } from '../../../api/threads.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useCopy } from '../../../ui/use-copy.ts';
import { CardHead } from './card-head.tsx';
import { Composer } from './composer.tsx';
import { DeleteComment } from './delete-comment.tsx';
import { useDesk } from './desk.ts';
import { piecesOf } from './mention-text.ts';

interface CommentItemProps {
  thread: Thread;
  comment: Comment;
  /** What else stands in its first line. */
  tools?: ReactNode;
}

/** One comment of an open card, with what its reader may do with it. */
export function CommentItem({ thread, comment, tools }: CommentItemProps) {
  const { review } = useMessages();
  const { docId, landed } = useDesk();
  const [isEditing, setEditing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const { body, mentions } = comment;
  const isNow = (threads: readonly Thread[], edited: Comment): boolean =>
    threads.some(({ comments }) =>
      comments.some(({ id, editedAt }) => id === edited.id && editedAt === edited.editedAt),
    );
  return (
    <li className="comment">
      <CardHead author={comment.author} at={comment.at} isEdited={comment.editedAt !== null}>
        <span className="comment-tools">
          {body !== null && (
            <Actions
              thread={thread}
              comment={comment}
              onEdit={() => setEditing(true)}
              onDelete={() => setDeleting(true)}
            />
          )}
          {tools}
        </span>
      </CardHead>
      {isEditing && body !== null ? (
        <Composer
          what={`edit ${comment.id}`}
          label={review.edit}
          placeholder=""
          action={review.edit}
          initial={{ text: readableBody(body, mentions), mentions }}
          autoFocus
          alwaysOpen
          send={async (next) => {
            const edited = await editComment(docId, thread.id, comment.id, next);
            await landed((threads) => isNow(threads, edited));
          }}
          onDone={() => setEditing(false)}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <CommentBody comment={comment} />
      )}
      {isDeleting && <DeleteComment thread={thread} comment={comment} onClose={() => setDeleting(false)} />}
    </li>
  );
}

/** What a comment says, with the people that it mentions marked. */
export function CommentBody({ comment: { body, mentions } }: { comment: Comment }) {
  const { review } = useMessages();
  if (body === null) return <p className="comment-deleted">{review.deleted}</p>;
  let place = 0;
  return (
    <p className="comment-body" dir="auto">
      {piecesOf(body, mentions).map((piece) => {
        place++;
        if (typeof piece === 'string') return <span key={place}>{piece}</span>;
        return (
          <bdi key={place} className="comment-mention">
            @{piece.name}
          </bdi>
        );
      })}
    </p>
  );
}

interface ActionsProps {
  thread: Thread;
  comment: Comment;
  onEdit: () => void;
  onDelete: () => void;
}

function Actions({ thread, comment, onEdit, onDelete }: ActionsProps) {
  const { review } = useMessages();
  const { docId, me, may } = useDesk();
  const copy = useCopy();
  const isOwn = comment.author.id === me.id;
  const actions = [
    ...(thread.comments[0]?.id === comment.id
      ? [{ id: 'link', text: review.copyLink, run: () => copy(linkTo(docId, thread.id), review.linkCopied) }]
      : []),
    ...(isOwn && may.comment ? [{ id: 'edit', text: review.edit, run: onEdit }] : []),
    ...((isOwn && may.comment) || may.deleteAny
      ? [{ id: 'delete', text: review.delete, isDangerous: true, run: onDelete }]
      : []),
  ];
  if (actions.length === 0) return null;
  return (
    <MenuTrigger>
      <AriaButton className="icon-button" aria-label={review.actions(comment.author.name)}>
        <EllipsisVertical size={16} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => actions.find(({ id }) => id === key)?.run()}>
          {actions.map(({ id, text, isDangerous }) => (
            <MenuItem key={id} id={id} className={`menu-item${isDangerous ? ' menu-item-danger' : ''}`}>
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function linkTo(docId: string, threadId: string): string {
  return `${location.origin}/d/${docId}?thread=${threadId}`;
}
