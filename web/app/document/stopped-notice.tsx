import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Status } from '../../collab/index.ts';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

type Reason = Extract<Status, { state: 'stopped' }>['reason'];

interface StoppedNoticeProps {
  reason: Reason;
  isGuest: boolean;
  /** More actions, for this user. */
  children?: ReactNode;
}

/** Why a document does not reconnect by itself, and what the user can do. */
export function StoppedNotice({ reason, isGuest, children }: StoppedNoticeProps) {
  const { stopped, sharing, common } = useMessages();
  const [location_, navigate] = useLocation();
  const { title, text } = useWords(reason, isGuest);
  return (
    <section className="banner banner-stopped" role="alert">
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <div className="banner-actions">
        {children}
        {(reason === 'superseded' || reason === 'protocol_error' || reason === 'broken') && (
          <Button onPress={() => location.reload()}>{stopped.reload}</Button>
        )}
        {reason === 'unauthenticated' && !isGuest && (
          <Button onPress={() => navigate(`/sign-in?next=${encodeURIComponent(location_)}`)}>
            {stopped.signIn}
          </Button>
        )}
        {isGuest ? (
          <Link className="button button-quiet" href="/sign-up">
            {sharing.guest.signUp}
          </Link>
        ) : (
          <Link className="button button-quiet" href="/">
            {common.back}
          </Link>
        )}
      </div>
    </section>
  );
}

/** A guest is here only by a link, so the link is the reason when a guest may not stay. */
function useWords(reason: Reason, isGuest: boolean): { title: string; text: string } {
  const { stopped, sharing } = useMessages();
  const isShutOut = reason === 'forbidden' || reason === 'unauthenticated' || reason === 'not_found';
  if (isGuest && isShutOut) return sharing.stoppedGuest;
  return reason === 'unauthenticated' ? sharing.stoppedSignedOut : stopped[reason];
}
