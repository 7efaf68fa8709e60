import { Link } from 'wouter';
import { pathByLink } from '../../api/guest-link.ts';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Shown to a guest where only accounts have something: the way back, and the way to an account. */
export function GuestNotice({ docId }: { docId: string }) {
  const { guest } = useMessages().sharing;
  const next = encodeURIComponent(pathByLink(docId));
  return (
    <Notice title={guest.noPageTitle} text={guest.noPageText}>
      <div className="notice-actions">
        <Link className="button button-primary" href={`/d/${docId}`}>
          {guest.backToDocument}
        </Link>
        <Link className="button button-quiet" href={`/sign-up?next=${next}`}>
          {guest.signUp}
        </Link>
      </div>
    </Notice>
  );
}
