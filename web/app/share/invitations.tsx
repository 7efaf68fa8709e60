import { useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { type Invitation, listInvitations, resendInvitation, withdrawInvitation } from '../../api/sharing.ts';
import { useDate, useMessages, useTimeAgo } from '../../ui/i18n/i18n.tsx';
import { RoleMenu } from './role-menu.tsx';
import { Section } from './section.tsx';
import { sharingKey, useSharingChange } from './use-sharing.ts';

/** The invited addresses that have no account yet; nothing when there are none. */
export function Invitations({ docId }: { docId: string }) {
  const { invitations } = useMessages().sharing;
  const pending = useQuery({
    queryKey: sharingKey(docId, 'invitations'),
    queryFn: ({ signal }) => listInvitations(docId, signal),
    refetchOnMount: 'always',
  });
  if (pending.isPending || pending.data?.length === 0) return null;
  return (
    <Section title={invitations.title} query={pending}>
      <ul className="people" aria-label={invitations.title}>
        {pending.data?.map((invitation) => (
          <Row key={invitation.id} docId={docId} invitation={invitation} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ docId, invitation }: { docId: string; invitation: Invitation }) {
  const { invitations: t } = useMessages().sharing;
  const timeAgo = useTimeAgo();
  const date = useDate();
  const { id, email, role, createdAt, expiresAt } = invitation;
  const resend = useSharingChange(docId, {
    change: () => resendInvitation(docId, id),
    done: () => t.resent(email),
  });
  const withdraw = useSharingChange(docId, {
    change: () => withdrawInvitation(docId, id),
    done: () => t.withdrawn(email),
  });
  return (
    <li className="person">
      <span className="person-icon">
        <Mail size={16} aria-hidden="true" />
      </span>
      <span className="person-name">
        <span>{email}</span>
        <span className="person-about">{t.when(timeAgo(createdAt), date(expiresAt))}</span>
      </span>
      <RoleMenu
        label={t.actions(email)}
        role={role}
        isPending={resend.isPending || withdraw.isPending}
        actions={[
          { id: 'resend', text: t.resend, run: () => resend.mutate(undefined) },
          { id: 'withdraw', text: t.withdraw, isDangerous: true, run: () => withdraw.mutate(undefined) },
        ]}
      />
    </li>
  );
}
