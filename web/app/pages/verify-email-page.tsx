import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Redirect, useSearch } from 'wouter';
import { lookAtVerification, resendVerification, verifyEmail } from '../../api/auth.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { takeKeptPage } from '../shell/kept-page.ts';
import { ProblemLine } from '../shell/problem-line.tsx';
import { useSession, useTriedSession } from '../shell/session-gate.tsx';

/**
 * Verifies an address by the link of a mail. It takes a press: programs that scan mails open links too, and would
 * verify the address of a person who never signed up.
 */
export default function VerifyEmailPage() {
  const { auth, common } = useMessages();
  const { verifyPage } = auth;
  usePageTitle(verifyPage.title);
  const token = new URLSearchParams(useSearch()).get('token') ?? '';
  const { session, tried } = useTriedSession();
  const userId = session.state === 'signed-in' ? session.user.id : null;
  const link = useQuery({
    queryKey: ['verification', token, userId],
    queryFn: ({ signal }) => lookAtVerification(token, signal),
    enabled: tried && token !== '',
    retry: false,
    gcTime: 0,
  });
  const [kept, setKept] = useState<string | null>(null);
  const verify = useMutation({
    mutationFn: () => verifyEmail(token),
    onSuccess: () => setKept(takeKeptPage()),
  });
  if (verify.isSuccess) {
    const { email, passwordToken } = verify.data;
    if (passwordToken !== undefined)
      return <Redirect to={`/reset-password?token=${passwordToken}`} replace />;
    return (
      <Door title={verifyPage.doneTitle} lead={<span role="status">{verifyPage.done(email)}</span>}>
        <Link className="button button-primary" href={kept ?? '/'}>
          {kept === null || kept === '/' ? verifyPage.documents : verifyPage.open}
        </Link>
      </Door>
    );
  }
  if (token === '' || isGone(link.error)) return <InvalidLink />;
  if (link.data?.verified) return <Already email={link.data.email} />;
  if (isGone(verify.error)) return <InvalidLink />;
  if (link.isError) {
    return (
      <Door title={verifyPage.title} lead={verifyPage.lead}>
        <div className="form">
          <ProblemLine error={link.error} />
          <Button onPress={() => void link.refetch()}>{common.retry}</Button>
        </div>
      </Door>
    );
  }
  if (link.isPending)
    return <Door title={verifyPage.title} lead={<span role="status">{common.loading}</span>} />;
  const { own, email } = link.data;
  return (
    <Door title={verifyPage.title} lead={own ? verifyPage.lead : verifyPage.claimLead(email)}>
      <div className="form">
        <ProblemLine error={verify.error} />
        <Button variant="primary" isPending={verify.isPending} onPress={() => verify.mutate()} autoFocus>
          {verifyPage.confirm}
        </Button>
      </div>
      {!own && session.state === 'signed-out' && (
        <p className="door-switch">
          <span>
            {verifyPage.claimOther}{' '}
            <Link href={`/sign-in?next=${encodeURIComponent(`/verify-email?token=${token}`)}`}>
              {verifyPage.signInFirst}
            </Link>
          </span>
        </p>
      )}
    </Door>
  );
}

function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 410;
}

/** Shown for a link that has been used. */
function Already({ email }: { email: string }) {
  const { auth } = useMessages();
  const { verifyPage } = auth;
  const signedOut = useSession().state === 'signed-out';
  return (
    <Door title={verifyPage.alreadyTitle} lead={<span role="status">{verifyPage.already(email)}</span>}>
      <Link className="button button-primary" href={signedOut ? '/sign-in' : '/'}>
        {signedOut ? auth.signIn : verifyPage.documents}
      </Link>
    </Door>
  );
}

function InvalidLink() {
  const { auth } = useMessages();
  const { verifyPage, verifyBanner } = auth;
  const state = useSession();
  const resend = useMutation({ mutationFn: resendVerification });
  if (state.state === 'signed-in' && state.user.emailVerified) return <Already email={state.user.email} />;
  if (resend.isSuccess && state.state === 'signed-in') {
    return (
      <Door
        title={auth.forgotPage.sentTitle}
        lead={<span role="status">{verifyBanner.sent(state.user.email)}</span>}
      />
    );
  }
  return (
    <Door title={verifyPage.invalidTitle} lead={<span role="alert">{verifyPage.invalid}</span>}>
      <div className="form">
        <ProblemLine error={resend.error} />
        {state.state === 'signed-out' || state.state === 'guest' ? (
          <Link className="button button-primary" href="/sign-in">
            {auth.signIn}
          </Link>
        ) : (
          <>
            <Button variant="primary" isPending={resend.isPending} onPress={() => resend.mutate()}>
              {verifyPage.resend}
            </Button>
            <Link className="button button-quiet" href="/">
              {verifyPage.documents}
            </Link>
          </>
        )}
      </div>
    </Door>
  );
}
