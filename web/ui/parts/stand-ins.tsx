import { type ComponentType, type ReactNode, useEffect } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Notice } from '../components/notice.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { type Failure, lazyPart, type Part } from './lazy-part.tsx';

/** A lazy part that is a page. */
export function lazyPage<P extends object>(fetchPart: () => Promise<{ default: ComponentType<P> }>): Part<P> {
  return lazyPart(fetchPart, {
    loading: <Loading />,
    failed: (_props, failure) => <FailedPage failure={failure} />,
  });
}

/** A lazy part that is a dialog over a page. */
export function lazyDialog<P extends { onClose: () => void }>(
  fetchPart: () => Promise<{ default: ComponentType<P> }>,
): Part<P> {
  return lazyPart(fetchPart, {
    loading: null,
    failed: ({ onClose }, failure) => <FailedDialog onClose={onClose} failure={failure} />,
  });
}

/** Reports, in place of a small part, why it is not shown. */
export function FailedPart({ failure }: { failure: Failure }) {
  const { title, text } = useMessages()[failure.why];
  return (
    <div className="form" role="alert">
      <p>
        {title} {text}
      </p>
      <WaysOn failure={failure} />
    </div>
  );
}

/** Stands in for a part that is not visible: calls `run` once the network is back. */
export function WhenOnline({ run }: { run: () => void }) {
  useEffect(() => {
    addEventListener('online', run);
    return () => removeEventListener('online', run);
  }, [run]);
  return null;
}

function Loading() {
  return <Notice busy title={useMessages().common.loading} />;
}

function FailedPage({ failure: { why, retry, reload } }: { failure: Failure }) {
  const { title, text } = useMessages()[why];
  return <Notice title={title} text={text} retry={retry} reload={reload} home />;
}

/** Reports, in place of a dialog, why it is not shown. */
export function FailedDialog({ onClose, failure }: { onClose: () => void; failure: Failure }) {
  const messages = useMessages();
  const { title, text } = messages[failure.why];
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="form">
        <p role="alert">{text}</p>
        <WaysOn failure={failure}>
          <Button onPress={onClose}>{messages.common.close}</Button>
        </WaysOn>
      </div>
    </Dialog>
  );
}

/** What the user can do about a failure, behind what else there is. */
function WaysOn({ failure: { retry, reload }, children }: { failure: Failure; children?: ReactNode }) {
  const { common } = useMessages();
  return (
    <div className="dialog-actions">
      {children}
      {reload && <Button onPress={reload}>{common.reloadPage}</Button>}
      <Button variant="primary" autoFocus={children !== undefined} onPress={retry}>
        {common.retry}
      </Button>
    </div>
  );
}
