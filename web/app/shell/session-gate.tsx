import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import type { Means } from '../../../src/protocol/permissions.ts';
import { type SessionState, session } from '../../api/session.ts';
import type { Account, Guest } from '../../api/types.ts';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { GuestNotice } from './guest-notice.tsx';

/** The state of the session, as React state. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.view);
}

/** The means of the current user, for the table of actions. */
export function useMeans(): Means {
  return useSession().state === 'guest' ? 'guest' : 'person';
}

/** Renders its children for a signed-in user; others sign in first and come back. */
export function RequireSession({ children }: { children: (user: Account) => ReactNode }) {
  const known = useKnownSession();
  if (!known.session) return known.notice;
  return known.session.state === 'guest' ? (
    <GuestNotice docId={known.session.docId} />
  ) : (
    children(known.session.user)
  );
}

/**
 * Renders a document's pages for a signed-in user, and for a guest of that document. When the session ends without the
 * user's doing, the open page stays: it reports that itself, and may hold unsent text.
 */
export function RequireReader({
  docId,
  children,
}: {
  docId: string;
  children: (reader: Account | Guest) => ReactNode;
}) {
  const known = useKnownSession();
  const shown = useRef<Account | Guest | null>(null);
  if (known.session?.state === 'signed-in') shown.current = known.session.user;
  else if (known.session) {
    if (known.session.docId !== docId) return <GuestNotice docId={known.session.docId} />;
    shown.current = known.session.guest;
  } else if (!known.ended || !shown.current) return known.notice;
  return children(shown.current);
}

/** The session, requested where a cookie may hold one; `tried` once there is a response. */
export function useTriedSession(): { session: SessionState; tried: boolean } {
  const state = useSession();
  const [failed, setFailed] = useState(false);
  const unknown = state.state === 'unknown';
  useEffect(() => {
    if (unknown) session.refreshToken().catch(() => setFailed(true));
  }, [unknown]);
  return { session: state, tried: !unknown || failed };
}

type Known =
  | { session: Extract<SessionState, { state: 'signed-in' | 'guest' }> }
  | { session: null; ended: boolean; notice: ReactNode };

/** The session once it is known; until then, and without one, what to show instead. */
function useKnownSession(): Known {
  const state = useSession();
  const messages = useMessages();
  const [path] = useLocation();
  const search = useSearch();
  const location = search ? `${path}?${search}` : path;
  const [failed, setFailed] = useState(false);
  const unknown = state.state === 'unknown' && !failed;
  useEffect(() => {
    // A refused refresh signs out; after any other failure the session is unknown, and a retry may succeed.
    if (unknown) session.refreshToken().catch(() => setFailed(true));
  }, [unknown]);

  if (state.state === 'signed-in' || state.state === 'guest') return { session: state };
  if (state.state === 'signed-out') {
    const to = location === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(location)}`;
    return { session: null, ended: state.ended, notice: <Redirect to={to} replace /> };
  }
  const notice = failed ? (
    <Notice title={messages.problems.network} retry={() => setFailed(false)} />
  ) : (
    <Notice busy title={messages.common.loading} />
  );
  return { session: null, ended: false, notice };
}
