import { Link, useLocation } from 'wouter';
import { Button } from '../app/components/button.tsx';
import { useMessages } from '../app/i18n/i18n.tsx';
import type { Status } from '../collab/ports.ts';

type Reason = Extract<Status, { state: 'stopped' }>['reason'];

/** Why a document will not connect again by itself, and what can be done. */
export function StoppedNotice({ reason }: { reason: Reason }) {
  const { stopped, common } = useMessages();
  const [location_, navigate] = useLocation();
  const { title, text } = stopped[reason];
  return (
    <section className="banner banner-stopped" role="alert">
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <div className="banner-actions">
        {(reason === 'superseded' || reason === 'protocol_error') && (
          <Button onPress={() => location.reload()}>{stopped.reload}</Button>
        )}
        {reason === 'unauthenticated' && (
          <Button onPress={() => navigate(`/sign-in?next=${encodeURIComponent(location_)}`)}>
            {stopped.signIn}
          </Button>
        )}
        <Link className="button button-quiet" href="/">
          {common.back}
        </Link>
      </div>
    </section>
  );
}
