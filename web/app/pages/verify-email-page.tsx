import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { resendVerification, verifyEmail } from '../api/auth.ts';
import { ApiProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Door } from '../components/door.tsx';
import { ProblemLine } from '../components/problem-line.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { takeKeptPage } from '../kept-page.ts';
import { useSession } from '../session-gate.tsx';
import { usePageTitle } from '../use-page-title.ts';

/**
 * Confirming an address by the link of a mail. It takes a press: programs that look into mails open links too, and would
 * confirm the address of somebody who never signed up.
 */
export default function VerifyEmailPage() {
  const { auth } = useMessages();
  const { verifyPage } = auth;
  usePageTitle(verifyPage.title);
  const token = new URLSearchParams(useSearch()).get('token') ?? '';
  const [kept, setKept] = useState<string | null>(null);
  const verify = useMutation({
    mutationFn: () => verifyEmail(token),
    onSuccess: () => setKept(takeKeptPage()),
  });
  if (verify.isSuccess) {
    return (
      <Door
        title={verifyPage.doneTitle}
        lead={<span role="status">{verifyPage.done(verify.data.email)}</span>}
      >
        <Link className="button button-primary" href={kept ?? '/'}>
          {kept === null || kept === '/' ? verifyPage.documents : verifyPage.open}
        </Link>
      </Door>
    );
  }
  if (token === '' || (verify.error instanceof ApiProblem && verify.error.status === 410)) {
    return <InvalidLink />;
  }
  return (
    <Door title={verifyPage.title} lead={verifyPage.lead}>
      <div className="form">
        <ProblemLine error={verify.error} />
        <Button variant="primary" isPending={verify.isPending} onPress={() => verify.mutate()} autoFocus>
          {verifyPage.confirm}
        </Button>
      </div>
    </Door>
  );
}

function InvalidLink() {
  const { auth } = useMessages();
  const { verifyPage, verifyBanner } = auth;
  const state = useSession();
  const resend = useMutation({ mutationFn: resendVerification });
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
