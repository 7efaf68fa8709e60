import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  type AccessRequest,
  answerAccessRequest,
  type GivenRole,
  listAccessRequests,
} from '../../api/sharing.ts';
import { Avatar } from '../../ui/components/avatar.tsx';
import { Button } from '../../ui/components/button.tsx';
import { Choice } from '../../ui/components/field.tsx';
import { useMessages, useTimeAgo } from '../../ui/i18n/i18n.tsx';
import { OFFERED_ROLES } from '../shell/offered.ts';
import { Section } from './section.tsx';
import { sharingKey, useSharingChange } from './use-sharing.ts';

/** The requests for access, to be answered; nothing when there are none. */
export function AccessRequests({ docId, asked }: { docId: string; asked: string | null }) {
  const { requests } = useMessages().sharing;
  const waiting = useQuery({
    queryKey: sharingKey(docId, 'requests'),
    queryFn: ({ signal }) => listAccessRequests(docId, signal),
    refetchOnMount: 'always',
  });
  const wasAnswered = useAnswered(asked, waiting.data);
  if (waiting.data?.length === 0 || waiting.isPending) {
    return wasAnswered ? <p className="request-gone">{requests.gone}</p> : null;
  }
  return (
    <div className="requests">
      {wasAnswered && <p className="request-gone">{requests.gone}</p>}
      <Section title={requests.title} query={waiting}>
        <ul className="people" aria-label={requests.title}>
          {waiting.data?.map((request) => (
            <Row key={request.id} docId={docId} request={request} focus={request.id === asked} />
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Row({ docId, request, focus }: { docId: string; request: AccessRequest; focus: boolean }) {
  const { sharing, roles } = useMessages();
  const { requests: t } = sharing;
  const timeAgo = useTimeAgo();
  const queries = useQueryClient();
  const { user, message, createdAt } = request;
  const [role, setRole] = useState<GivenRole>(request.role);
  const answer = useSharingChange(docId, {
    change: (given: GivenRole | null) => answerAccessRequest(docId, request.id, given),
    done: (_answer, given) => {
      void queries.invalidateQueries({ queryKey: ['notifications'] });
      return given === null ? t.refused(user.name) : t.accepted(user.name);
    },
  });
  return (
    <li className="request">
      <Avatar name={user.name} color={user.color} />
      <div className="request-text">
        <p>
          <strong dir="auto">{user.name}</strong> {t.wants[request.role]}
          <time className="person-about" dateTime={createdAt}>
            {timeAgo(createdAt)}
          </time>
        </p>
        {message && (
          <blockquote dir="auto" className="request-message">
            {message}
          </blockquote>
        )}
        <div className="request-actions">
          <Choice
            label={sharing.roleOf(user.name)}
            value={role}
            onChange={setRole}
            options={OFFERED_ROLES.map((given) => ({ id: given, text: roles[given] }))}
          />
          <Button
            aria-label={t.refuseOf(user.name)}
            isDisabled={answer.isPending}
            onPress={() => answer.mutate(null)}
          >
            {t.refuse}
          </Button>
          <Button
            variant="primary"
            aria-label={t.acceptOf(user.name)}
            isPending={answer.isPending}
            autoFocus={focus}
            onPress={() => answer.mutate(role)}
          >
            {t.accept}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** Whether the request in the address was answered before the list was first loaded. */
function useAnswered(asked: string | null, requests: readonly AccessRequest[] | undefined): boolean {
  const first = useRef<boolean | null>(null);
  const [answered, setAnswered] = useState(false);
  useEffect(() => {
    if (asked === null || requests === undefined || first.current !== null) return;
    first.current = !requests.some(({ id }) => id === asked);
    setAnswered(first.current);
  }, [asked, requests]);
  return answered;
}
