import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { may } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import {
  changeRole,
  endOwnershipOffer,
  type GivenRole,
  listMembers,
  type Member,
  removeMember,
} from '../../api/sharing.ts';
import { Avatar } from '../../ui/components/avatar.tsx';
import { Button } from '../../ui/components/button.tsx';
import { useDate, useMessages } from '../../ui/i18n/i18n.tsx';
import { useSession } from '../shell/session-gate.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { OfferDialog } from './owner-offer.tsx';
import { RoleMenu } from './role-menu.tsx';
import { Section } from './section.tsx';
import { sharingKey, useSharingChange } from './use-sharing.ts';

interface MembersProps {
  docId: string;
  /** The role of the current user. */
  role: Role;
  /** The current user has left. */
  onLeft: () => void;
}

/** Everyone with access to the document. */
export function Members({ docId, role, onLeft }: MembersProps) {
  const { sharing } = useMessages();
  const members = useQuery({
    queryKey: sharingKey(docId, 'members'),
    queryFn: ({ signal }) => listMembers(docId, signal),
    refetchOnMount: 'always',
  });
  return (
    <Section title={sharing.people.title} query={members}>
      <ul className="people" aria-label={sharing.people.title}>
        {inOrder(members.data ?? []).map((member) => (
          <Row key={member.user.id} docId={docId} member={member} callerRole={role} onLeft={onLeft} />
        ))}
      </ul>
    </Section>
  );
}

interface RowProps {
  docId: string;
  member: Member;
  callerRole: Role;
  onLeft: () => void;
}

function Row({ docId, member, callerRole, onLeft }: RowProps) {
  const { sharing, roles } = useMessages();
  const session = useSession();
  const isSelf = session.state === 'signed-in' && session.user.id === member.user.id;
  const { name, color, guest } = member.user;
  const about = useAbout(member);
  return (
    <li className="person">
      <Avatar name={name} color={color} guest={guest ?? false} />
      <span className="person-name">
        <bdi>{isSelf ? sharing.you(name) : name}</bdi>
        {about && <span className="person-about">{about}</span>}
      </span>
      {member.role !== 'owner' && may(callerRole, 'share') ? (
        <Controls docId={docId} member={member} callerRole={callerRole} />
      ) : (
        <span className="person-owner">{roles[member.role]}</span>
      )}
      {isSelf && member.role !== 'owner' && <Leave docId={docId} userId={member.user.id} onLeft={onLeft} />}
    </li>
  );
}

function Controls({ docId, member, callerRole }: Omit<RowProps, 'onLeft'>) {
  const { people, roleOf } = useMessages().sharing;
  const { id, name, guest } = member.user;
  const [offering, setOffering] = useState(false);
  const change = useSharingChange(docId, { change: (role: GivenRole) => changeRole(docId, id, role) });
  const remove = useSharingChange(docId, {
    change: () => removeMember(docId, id),
    done: () => people.removed(name),
  });
  const withdraw = useSharingChange(docId, {
    change: () => endOwnershipOffer(docId),
    done: () => people.withdrawn(name),
  });
  const mayTransfer = may(callerRole, 'transfer') && !guest;
  const offer =
    member.offeredUntil === null
      ? { id: 'owner', text: people.makeOwner, run: () => setOffering(true) }
      : { id: 'withdraw', text: people.withdraw, run: () => withdraw.mutate(undefined) };
  const actions = [
    ...(mayTransfer ? [offer] : []),
    { id: 'remove', text: people.remove, isDangerous: true, run: () => remove.mutate(undefined) },
  ];
  return (
    <>
      <RoleMenu
        label={roleOf(name)}
        role={change.isPending ? change.variables : member.role}
        isPending={remove.isPending}
        actions={actions}
        // A guest's role is always that of the link.
        {...(guest ? {} : { onRole: (role) => change.mutate(role) })}
      />
      {offering && <OfferDialog docId={docId} user={member.user} onClose={() => setOffering(false)} />}
    </>
  );
}

function Leave({ docId, userId, onLeft }: { docId: string; userId: string; onLeft: () => void }) {
  const { people } = useMessages().sharing;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="danger" onPress={() => setAsking(true)}>
        {people.leave}
      </Button>
      {asking && (
        <LeaveDialog docId={docId} userId={userId} onLeft={onLeft} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function useAbout({ user, via, expiresAt, offeredUntil }: Member): string {
  const { people } = useMessages().sharing;
  const date = useDate();
  const how = user.guest ? people.guestByLink : via === 'link' ? people.byLink : '';
  const until = expiresAt === null ? '' : people.until(date(expiresAt));
  const offered = offeredUntil === null ? '' : people.offeredUntil(date(offeredUntil));
  return [how, until, offered].filter((part) => part !== '').join(', ');
}

const STRENGTH: readonly Role[] = ['owner', 'editor', 'commenter', 'viewer'];

/** The owner first, guests last; otherwise by name. */
function inOrder(members: readonly Member[]): Member[] {
  const rank = ({ user, role }: Member) => (user.guest ? STRENGTH.length : 0) + STRENGTH.indexOf(role);
  return [...members].sort((a, b) => rank(a) - rank(b) || a.user.name.localeCompare(b.user.name));
}
