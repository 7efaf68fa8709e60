import { UserPlus } from 'lucide-react';
import { Link } from 'wouter';
import { pathByLink } from '../../api/guest-link.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Shows that the user is a guest, and leads to an account without losing the place. */
export function GuestBadge({ docId, name }: { docId: string; name: string }) {
  const { guest } = useMessages().sharing;
  return (
    <span className="guest-badge">
      <span className="guest-mark" title={guest.name(name)}>
        {guest.mark}
      </span>
      <Link
        className="button button-quiet"
        href={`/sign-up?next=${encodeURIComponent(pathByLink(docId))}`}
        aria-label={guest.signUp}
      >
        <UserPlus size={16} aria-hidden="true" />
        <span className="desk-share">{guest.signUp}</span>
      </Link>
    </span>
  );
}
