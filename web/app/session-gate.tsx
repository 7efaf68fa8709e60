import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import { type SessionState, session } from './api/session.ts';
import type { Account } from './api/types.ts';
import { Notice } from './components/notice.tsx';
import { useMessages } from './i18n/i18n.tsx';

/** Whether somebody is signed in, kept up to date. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.view);
}

/** Shows its children to a signed-in user; others sign in first and come back. */
export function RequireSession({ children }: { children: (user: Account) => ReactNode }) {
  const state = useSession();
  const messages = useMessages();
  const [path] = useLocation();
  const search = useSearch();
  const location = search ? `${path}?${search}` : path;
  const [failed, setFailed] = useState(false);
  const unknown = state.state === 'unknown' && !failed;
  useEffect(() => {
    // A refused refresh signs out; any other failure leaves the session unknown and is worth another try.
    if (unknown) session.refreshToken().catch(() => setFailed(true));
  }, [unknown]);

  if (state.state === 'signed-in') return children(state.user);
  if (state.state === 'signed-out') {
    return (
      <Redirect
        to={location === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(location)}`}
        replace
      />
    );
  }
  return failed ? (
    <Notice title={messages.problems.network} retry={() => setFailed(false)} />
  ) : (
    <Notice busy title={messages.common.loading} />
  );
}
