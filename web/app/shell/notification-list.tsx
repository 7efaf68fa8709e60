import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { BellOff, Settings, ShieldAlert } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { listNotifications, type Notification } from '../../api/notifications.ts';
import { problemMessage } from '../../api/problem.ts';
import { Avatar } from '../../ui/components/avatar.tsx';
import { Button, IconLink } from '../../ui/components/button.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages, useTimeAgo } from '../../ui/i18n/i18n.tsx';
import { feed } from '../live/notification-feed.ts';
import { useTold } from './use-told.ts';

/** The notifications, newest first; each links to its subject. */
export default function NotificationList({ onClose }: { onClose: () => void }) {
  const messages = useMessages();
  const { common } = messages;
  const { bell } = messages.sharing;
  const { unread } = useSyncExternalStore(feed.subscribe, feed.view);
  const list = useInfiniteQuery({
    queryKey: ['notifications'],
    queryFn: ({ pageParam, signal }) => listNotifications({ cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchOnMount: 'always',
  });
  const read = useMarkRead();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <header className="bell-head">
        <h2>{bell.title}</h2>
        {unread !== null && unread > 0 && (
          <Button variant="plain" isPending={read.isPending} onPress={() => read.mutate({ all: true })}>
            {bell.readAll}
          </Button>
        )}
        <IconLink href="/settings/notifications" label={bell.settings}>
          <Settings size={17} aria-hidden="true" />
        </IconLink>
      </header>
      {list.isPending && (
        <p className="bell-note" role="status">
          {common.loading}
        </p>
      )}
      {list.isError && (
        <div className="bell-note" role="alert">
          <p>{problemMessage(list.error, messages)}</p>
          <Button onPress={() => void list.refetch()}>{common.retry}</Button>
        </div>
      )}
      {list.data && items.length === 0 && (
        <div className="bell-note">
          <BellOff size={26} aria-hidden="true" />
          <strong>{bell.empty}</strong>
          <p>{bell.emptyText}</p>
        </div>
      )}
      {items.length > 0 && (
        <ul className="bell-list">
          {items.map((item) => (
            <Item
              key={item.id}
              item={item}
              onOpen={() => {
                if (item.readAt === null) read.mutate({ ids: [item.id] });
                onClose();
              }}
            />
          ))}
          {list.hasNextPage && (
            <li className="bell-more">
              <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {bell.more}
              </Button>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function Item({ item, onOpen }: { item: Notification; onOpen: () => void }) {
  const { bell } = useMessages().sharing;
  const timeAgo = useTimeAgo();
  const [, navigate] = useLocation();
  const { text, detail, href } = useTold()(item);
  return (
    <li className="bell-item" data-unread={item.readAt === null || undefined}>
      <a
        href={href ?? '#'}
        onClick={(event) => {
          // The browser itself handles opening another tab or window.
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen();
          if (href !== null) navigate(href);
        }}
      >
        {item.actor ? (
          <Avatar name={item.actor.name} color={item.actor.color} />
        ) : (
          <span className="person-icon">
            <ShieldAlert size={16} aria-hidden="true" />
          </span>
        )}
        <span className="bell-text">
          <span dir="auto">{text}</span>
          {detail && (
            <span className="bell-detail" dir="auto">
              {detail}
            </span>
          )}
          <time dateTime={item.createdAt}>{timeAgo(item.createdAt)}</time>
        </span>
        {item.readAt === null && <span className="bell-dot" role="img" aria-label={bell.unread} />}
      </a>
    </li>
  );
}

function useMarkRead() {
  const messages = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  const mutation = useMutation({
    mutationFn: (what: { ids: string[] } | { all: true }) => feed.markRead(what),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications'] }),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  // Shows what another tab has marked as read, and what has just arrived.
  useEffect(
    () => feed.subscribe(() => void queries.invalidateQueries({ queryKey: ['notifications'] })),
    [queries],
  );
  return mutation;
}
