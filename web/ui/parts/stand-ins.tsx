import { type ComponentType, useEffect } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Notice } from '../components/notice.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { lazyPart, type Part } from './lazy-part.tsx';

/** A lazy part that is a page. */
export function lazyPage<P extends object>(fetchPart: () => Promise<{ default: ComponentType<P> }>): Part<P> {
  return lazyPart(fetchPart, {
    loading: <Loading />,
    missing: (_props, retry) => <MissingPage retry={retry} />,
  });
}

/** A lazy part that is a dialog over a page. */
export function lazyDialog<P extends { onClose: () => void }>(
  fetchPart: () => Promise<{ default: ComponentType<P> }>,
): Part<P> {
  return lazyPart(fetchPart, {
    loading: null,
    missing: ({ onClose }, retry) => <MissingDialog onClose={onClose} retry={retry} />,
  });
}

/** Reports, in place of a small part, that it is not available. */
export function MissingPart({ retry }: { retry: () => void }) {
  const { missing, common } = useMessages();
  return (
    <div className="form" role="alert">
      <p>
        {missing.title} {missing.text}
      </p>
      <div className="dialog-actions">
        <Button onPress={retry}>{common.retry}</Button>
      </div>
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

function MissingPage({ retry }: { retry: () => void }) {
  const { missing } = useMessages();
  return <Notice title={missing.title} text={missing.text} retry={retry} home />;
}

/** Reports, in place of a dialog, that it is not available. */
export function MissingDialog({ onClose, retry }: { onClose: () => void; retry: () => void }) {
  const { missing, common } = useMessages();
  return (
    <Dialog title={missing.title} onClose={onClose}>
      <div className="form">
        <p role="alert">{missing.text}</p>
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.close}</Button>
          <Button variant="primary" autoFocus onPress={retry}>
            {common.retry}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
