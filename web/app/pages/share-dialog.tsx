import '../styles/sharing.css';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import { Dialog } from '../components/dialog.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { AccessRequests } from './share/access-requests.tsx';
import { Invitations } from './share/invitations.tsx';
import { InviteForm } from './share/invite-form.tsx';
import { LinkSettings } from './share/link-settings.tsx';
import { Members } from './share/members.tsx';

interface ShareDialogProps {
  id: string;
  title: string;
  /** The caller's. */
  role: Role;
  /** A request for access that is to be answered first. */
  request?: string | null;
  onClose: () => void;
  /** The caller has left the document. */
  onLeft: () => void;
}

/** Who may open a document and what they may do; for who may share it, also how that changes. */
export default function ShareDialog(props: ShareDialogProps) {
  const { id, title, request, onClose, onLeft } = props;
  // Told elsewhere in a moment too; until then nothing is asked for that is the new owner's alone.
  const [handedOver, setHandedOver] = useState(false);
  const role = handedOver && props.role === 'owner' ? 'editor' : props.role;
  const { sharing, audit } = useMessages();
  const mayShare = may(role, 'share');
  return (
    <Dialog title={mayShare ? sharing.title(title) : sharing.peopleTitle(title)} onClose={onClose}>
      <div className="sharing">
        {mayShare && <AccessRequests docId={id} asked={request ?? null} />}
        {mayShare && <InviteForm docId={id} focus={!request} />}
        <Members docId={id} role={role} onLeft={onLeft} onHandedOver={() => setHandedOver(true)} />
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
