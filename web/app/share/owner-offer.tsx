import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { problemMessage } from '../../api/problem.ts';
import {
  acceptOwnership,
  endOwnershipOffer,
  listMembers,
  offerOwnership,
  type Profile,
} from '../../api/sharing.ts';
import { Button } from '../../ui/components/button.tsx';
import { ConfirmDialog } from '../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useDate, useMessages } from '../../ui/i18n/i18n.tsx';
import { useSession } from '../shell/session-gate.tsx';
import { sharingKey, useSharingChange } from './use-sharing.ts';

interface OfferDialogProps {
  docId: string;
  user: Profile;
  onClose: () => void;
}

/** Asks the owner whether to offer a member the ownership of the document. */
export function OfferDialog({ docId, user, onClose }: OfferDialogProps) {
  const messages = useMessages();
  const { people } = messages.sharing;
  const queries = useQueryClient();
  const toast = useToast();
  const offer = useMutation({
    mutationFn: () => offerOwnership(docId, user.id),
    onSuccess: () => {
      toast({ text: people.offered(user.name), tone: 'plain' });
      onClose();
      return queries.invalidateQueries({ queryKey: sharingKey(docId, 'members') });
    },
  });
  return (
    <ConfirmDialog
      title={people.handOverTitle(user.name)}
      text={people.handOverText(user.name)}
      action={people.handOver}
      isPending={offer.isPending}
      error={offer.error && problemMessage(offer.error, messages)}
      onConfirm={() => offer.mutate()}
      onClose={onClose}
    />
  );
}

/** Accepts or declines the offered ownership, in the dialog of a document. `asked`: an address led here. */
export function OfferToMe({ docId, title, asked }: { docId: string; title: string; asked: boolean }) {
  const { offer } = useMessages().sharing;
  const session = useSession();
  const members = useQuery({
    queryKey: sharingKey(docId, 'members'),
    queryFn: ({ signal }) => listMembers(docId, signal),
    refetchOnMount: 'always',
  });
  const self = session.state === 'signed-in' ? session.user.id : null;
  const me = members.data?.find(({ user }) => user.id === self);
  if (me === undefined) return null;
  if (me.offeredUntil === null)
    return asked && me.role !== 'owner' ? <p className="request-gone">{offer.gone}</p> : null;
  return (
    <div className="requests">
      <OfferAnswer docId={docId} title={title} heading={offer.title} until={me.offeredUntil} />
    </div>
  );
}

interface OfferAnswerProps {
  docId: string;
  title: string;
  heading: string;
  until: string;
}

/** The meaning of accepting, and the two answers. */
export function OfferAnswer({ docId, title, heading, until }: OfferAnswerProps) {
  const { offer } = useMessages().sharing;
  const date = useDate();
  const queries = useQueryClient();
  const answered = () => void queries.invalidateQueries({ queryKey: ['notifications'] });
  const answer = useSharingChange(docId, {
    change: async (accepts: boolean) => void (await (accepts ? acceptOwnership : endOwnershipOffer)(docId)),
    done: (_answer, accepts) => {
      answered();
      return accepts ? offer.accepted(title) : offer.declined(title);
    },
  });
  return (
    <div className="request-text">
      <p>
        <strong dir="auto">{heading}</strong>
      </p>
      <p className="person-about">{offer.text(date(until))}</p>
      <div className="request-actions">
        <Button
          aria-label={offer.declineOf(title)}
          isDisabled={answer.isPending}
          onPress={() => answer.mutate(false)}
        >
          {offer.decline}
        </Button>
        <Button
          variant="primary"
          aria-label={offer.acceptOf(title)}
          isPending={answer.isPending}
          onPress={() => answer.mutate(true)}
        >
          {offer.accept}
        </Button>
      </div>
    </div>
  );
}
