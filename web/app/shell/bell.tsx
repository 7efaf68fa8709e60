import { Bell as BellIcon } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { lazyPart } from '../../ui/parts/lazy-part.tsx';
import { FailedPart } from '../../ui/parts/stand-ins.tsx';
import { feed } from '../live/notification-feed.ts';

/** The list of notifications, fetched when it is first opened. */
export const NotificationList = lazyPart(() => import('./notification-list.tsx'), {
  loading: null,
  failed: (_props, failure) => <FailedPart failure={failure} />,
});
const MOST = 99;

/**
 * Shows the number of unread notifications, live. A press opens the list, after `onOpen` has moved the focus to where
 * it should return.
 */
export function Bell({ onOpen }: { onOpen?: () => void }) {
  const { bell } = useMessages().sharing;
  const { unread, live } = useSyncExternalStore(feed.subscribe, feed.view);
  return (
    <DialogTrigger onOpenChange={(open) => open && onOpen?.()}>
      <Button className="icon-button bell" data-live={live || undefined} aria-label={bell.open(unread ?? 0)}>
        <BellIcon size={18} aria-hidden="true" />
        {unread !== null && unread > 0 && (
          <span className="bell-count" aria-hidden="true">
            {unread > MOST ? bell.tooMany : unread}
          </span>
        )}
      </Button>
      <Popover className="popover bell-popover" placement="bottom end" offset={6}>
        <Dialog className="bell-dialog" aria-label={bell.title}>
          {({ close }) => <NotificationList onClose={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
