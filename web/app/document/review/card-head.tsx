import type { ReactNode } from 'react';
import type { Comment } from '../../../../src/protocol/review.ts';
import { Avatar } from '../../../ui/components/avatar.tsx';
import { useMessages, useTimeAgo } from '../../../ui/i18n/i18n.tsx';

interface CardHeadProps {
  author: Pick<Comment['author'], 'name' | 'color' | 'guest'>;
  /** When; null for what the server does not know yet. */
  at: string | null;
  isEdited?: boolean;
  children?: ReactNode;
}

/** Who wrote something, and when. */
export function CardHead({ author, at, isEdited = false, children }: CardHeadProps) {
  const { review, sharing } = useMessages();
  const timeAgo = useTimeAgo();
  return (
    <header className="comment-head">
      <Avatar name={author.name} color={author.color} guest={author.guest ?? false} />
      <span className="comment-who">
        <bdi className="comment-name">{author.guest ? sharing.guest.name(author.name) : author.name}</bdi>
        {at !== null && (
          <span className="comment-at">
            <time dateTime={at}>{timeAgo(at)}</time>
            {isEdited && ` · ${review.edited}`}
          </span>
        )}
      </span>
      {children}
    </header>
  );
}
