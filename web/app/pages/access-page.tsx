import '../../ui/styles/access.css';
import { useMutation } from '@tanstack/react-query';
import { Hourglass, LockKeyhole } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { Link } from 'wouter';
import { problemMessage } from '../../api/problem.ts';
import { type GivenRole, requestAccess } from '../../api/sharing.ts';
import type { Account } from '../../api/types.ts';
import { Button } from '../../ui/components/button.tsx';
import { Notice } from '../../ui/components/notice.tsx';
import { TextArea } from '../../ui/components/text-area.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { feed } from '../live/notification-feed.ts';
import { HomeBar } from '../shell/home-bar.tsx';
import { OFFERED_ROLES } from '../shell/offered.ts';
import { useSession } from '../shell/session-gate.tsx';

/** The page of a document that the user may not open: asks its owner for access. */
export default function AccessPage({ docId, onGranted }: { docId: string; onGranted: () => void }) {
  const messages = useMessages();
  const { sharing } = messages;
  const session = useSession();
  usePageTitle(sharing.access.title);
  const answer = useAnswer(docId, onGranted);
  const isVerified = session.state === 'signed-in' && session.user.emailVerified;
  const wasVerified = useRef(isVerified);
  useEffect(() => {
    // An invited user gets access by verifying the address.
    if (isVerified && !wasVerified.current) onGranted();
    wasVerified.current = isVerified;
  }, [isVerified, onGranted]);
  if (session.state !== 'signed-in') {
    const { goneTitle, goneText } = sharing.landing;
    return <Notice title={goneTitle} text={goneText} />;
  }
  return (
    <div className="home">
      <HomeBar user={session.user} />
      <Request docId={docId} user={session.user} isRefused={answer === 'refused'} />
    </div>
  );
}

function Request({ docId, user, isRefused }: { docId: string; user: Account; isRefused: boolean }) {
  const messages = useMessages();
  const { access } = messages.sharing;
  const [role, setRole] = useState<GivenRole>('viewer');
  const [message, setMessage] = useState('');
  const ask = useMutation({
    mutationFn: () => {
      const said = message.trim();
      return requestAccess(docId, { role, ...(said === '' ? {} : { message: said }) });
    },
  });
  if (ask.isSuccess && !isRefused) {
    return (
      <main className="access">
        <Hourglass className="access-icon" size={34} aria-hidden="true" />
        <div role="status">
          <h1>{access.askedTitle}</h1>
          <p className="lead">{access.askedText}</p>
        </div>
        <Link className="button button-quiet" href="/">
          {messages.common.back}
        </Link>
      </main>
    );
  }
  return (
    <main className="access">
      <LockKeyhole className="access-icon" size={34} aria-hidden="true" />
      <h1>{access.title}</h1>
      <p className="lead">
        {access.text} {access.signedInAs(user.email)} {!user.emailVerified && access.unverified}
      </p>
      {isRefused && (
        <p className="form-error" role="alert">
          {access.refused}
        </p>
      )}
      <Form
        className="form access-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        {ask.error && (
          <p className="form-error" role="alert">
            {problemMessage(ask.error, messages)}
          </p>
        )}
        <RadioGroup
          className="field segments"
          orientation="horizontal"
          value={role}
          onChange={(next) => setRole(next as GivenRole)}
        >
          <Label>{access.role}</Label>
          <div className="segment-row">
            {OFFERED_ROLES.toReversed().map((askable) => (
              <Radio key={askable} value={askable} className="segment">
                {access.roles[askable]}
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <TextArea label={access.message} value={message} onChange={setMessage} maxLength={1000} />
        <div className="access-actions">
          <Link className="button button-quiet" href="/">
            {messages.common.back}
          </Link>
          <Button type="submit" variant="primary" isPending={ask.isPending}>
            {access.ask}
          </Button>
        </div>
      </Form>
    </main>
  );
}

/** The owner's answer while the page is open. */
function useAnswer(docId: string, onGranted: () => void): 'refused' | null {
  const [answer, setAnswer] = useState<'refused' | null>(null);
  useEffect(
    () =>
      feed.onNew(({ kind, document }) => {
        const isGiven = kind === 'shared' || kind === 'access_answered';
        if (isGiven && document?.id === docId) onGranted();
        // A refused user does not learn which document the answer is about.
        else if (kind === 'access_answered' && document === null) setAnswer('refused');
      }),
    [docId, onGranted],
  );
  return answer;
}
