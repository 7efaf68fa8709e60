import '../../ui/styles/sharing.css';
import { ScrollText } from 'lucide-react';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import { Dialog } from '../../ui/components/dialog.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { AccessRequests } from './access-requests.tsx';
import { Invitations } from './invitations.tsx';
import { InviteForm } from './invite-form.tsx';
import { LinkSettings } from './link-settings.tsx';
import { Members } from './members.tsx';
import { OfferToMe } from './owner-offer.tsx';

interface ShareDialogProps {
  id: string;
  title: string;
  /** The role of the current user. */
  role: Role;
  /** The request for access to be answered first. */
  request?: string | null;
  /** Whether an address led here to answer the offer of the document. */
  offer?: boolean;
  onClose: () => void;
  /** The current user has left the document. */
  onLeft: () => void;
}

/** Shows who has access to a document and in which role; users who may share it can also change that. */
export default function ShareDialog(props: ShareDialogProps) {
  const { id, title, role, request, offer = false, onClose, onLeft } = props;
  const { sharing, audit } = useMessages();
  const mayShare = may(role, 'share');
  return (
    <Dialog title={mayShare ? sharing.title(title) : sharing.peopleTitle(title)} onClose={onClose}>
      <div className="sharing">
        {!mayShare && <OfferToMe docId={id} title={title} asked={offer} />}
        {mayShare && <AccessRequests docId={id} asked={request ?? null} />}
        {mayShare && <InviteForm docId={id} focus={!request} />}
        <Members docId={id} role={role} onLeft={onLeft} />
        {mayShare && <Invitations docId={id} />}
        {mayShare && <LinkSettings docId={id} />}
        {may(role, 'readAudit') && (
          <Link className="sharing-audit" href={`/d/${id}/audit`}>
            <ScrollText size={15} aria-hidden="true" />
            {audit.title}
          </Link>
        )}
      </div>
    </Dialog>
  );
}
