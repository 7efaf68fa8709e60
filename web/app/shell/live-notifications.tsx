import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { Notification } from '../../api/notifications.ts';
import { session } from '../../api/session.ts';
import { SignedOut, type WebSocketLike } from '../../collab/index.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { feed } from '../live/notification-feed.ts';
import { oncePerBrowser } from '../live/once-per-browser.ts';
import { useSession } from './session-gate.tsx';
import { useTold } from './use-told.ts';

const CHANNEL = '/v1/notifications/live';

/**
 * Keeps the live channel of the signed-in user open, shows arriving notifications, and refreshes the data that they
 * concern.
 */
export default function LiveNotifications() {
  const state = useSession();
  const userId = state.state === 'signed-in' ? state.user.id : null;
  useEffect(() => {
    if (userId === null) return;
    const url = `${location.origin.replace(/^http/, 'ws')}${CHANNEL}`;
    feed.start({
      tokens: {
        current: () => session.accessToken().catch(tokenFailed),
        refresh: () => session.refreshToken().catch(tokenFailed),
      },
      openSocket: (protocols) => new WebSocket(url, protocols) as unknown as WebSocketLike,
    });
    return () => feed.stop();
  }, [userId]);
  useNews();
  return null;
}

/** Distinguishes for the connection whether the session has ended or the server is unreachable. */
function tokenFailed(error: unknown): never {
  throw session.view().state === 'signed-in' ? error : new SignedOut();
}

/** What happens in the review of a document: neither its place in lists nor its members change. */
const OF_REVIEW: ReadonlySet<string> = new Set(['comment', 'mention', 'suggestion', 'suggestion_decided']);

/**
 * What the open document shows and announces by itself, or, shared with its reader, no longer needs to be told. A mention
 * calls for an answer.
 */
const SHOWN_BY_THE_PAGE: ReadonlySet<string> = new Set([
  'comment',
  'suggestion',
  'suggestion_decided',
  'shared',
]);

function useNews(): void {
  const { bell } = useMessages().sharing;
  const queries = useQueryClient();
  const toast = useToast();
  const told = useTold();
  const [, navigate] = useLocation();
  useEffect(
    () =>
      feed.onNew((notification: Notification) => {
        const { kind, document, id } = notification;
        if (!OF_REVIEW.has(kind) && kind !== 'security') {
          void queries.invalidateQueries({ queryKey: ['documents'] });
          if (document) void queries.invalidateQueries({ queryKey: ['sharing', document.id] });
        }
        const { text, href } = told(notification);
        const show = () => {
          if (href !== null) navigate(href);
          // The server stores what is read; a failure to mark it deserves no message.
          feed.markRead({ ids: [id] }).catch(() => undefined);
        };
        // A user in the settings has usually just caused it, and sees the result there; the bell shows it anyway.
        const { pathname } = window.location;
        if (kind === 'security' && pathname.startsWith('/settings/')) return;
        if (SHOWN_BY_THE_PAGE.has(kind) && pathname === `/d/${document?.id}`) return;
        oncePerBrowser(id, () =>
          toast({
            text,
            tone: 'plain',
            isNews: true,
            ...(href === null ? {} : { action: { label: bell.show, run: show } }),
          }),
        );
      }),
    [bell, queries, toast, told, navigate],
  );
}
