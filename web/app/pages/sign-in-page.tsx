import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { Link, Redirect, useLocation, useSearch } from 'wouter';
import { knownMethods, type PendingSignIn, signIn } from '../../api/auth.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { WhyEnded } from '../../api/session.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { Field } from '../../ui/components/field.tsx';
import { PasswordField } from '../../ui/components/password-field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { nextPage, withoutOnce } from '../shell/next-page.ts';
import { ProblemLine } from '../shell/problem-line.tsx';
import { useTriedSession } from '../shell/session-gate.tsx';
import { SignInOtherWays } from './sign-in-other-ways.tsx';
import { SecondFactorStep } from './sign-in-second-factor.tsx';

/** Signs in: by password, passkey or provider, with a second factor where one is set up. */
export function SignInPage() {
  const { auth } = useMessages();
  // Another tab, or a provider, may have begun a session: then nothing is left to do here.
  const { session } = useTriedSession();
  const search = useSearch();
  const [pending, setPending] = usePendingSignIn(search);
  usePageTitle(auth.signIn);

  if (session.state === 'signed-in') return <Redirect to={nextPage(search)} replace />;
  return pending ? (
    <SecondFactorStep pending={pending} onBack={() => setPending(null)} />
  ) : (
    <PasswordStep
      search={search}
      why={session.state === 'signed-out' ? session.why : undefined}
      onPending={setPending}
    />
  );
}

/** The sign-in that waits for a second factor; one from a provider's page is removed from the address bar. */
function usePendingSignIn(search: string) {
  const [pending, setPending] = useState<PendingSignIn | null>(null);
  const [, navigate] = useLocation();
  useEffect(() => {
    const parameters = new URLSearchParams(search);
    const ticket = parameters.get('ticket');
    if (ticket === null) return;
    setPending({ ticket, methods: knownMethods((parameters.get('methods') ?? '').split(',')) });
    const rest = withoutOnce(search);
    navigate(rest ? `/sign-in?${rest}` : '/sign-in', { replace: true });
  }, [search, navigate]);
  return [pending, setPending] as const;
}

function PasswordStep({
  search,
  why,
  onPending,
}: {
  search: string;
  /** Why the previous session ended. */
  why: WhyEnded | undefined;
  onPending: (pending: PendingSignIn) => void;
}) {
  const { auth } = useMessages();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = useMutation({
    mutationFn: () => signIn({ email, password }),
    onSuccess: (pending) => pending && onPending(pending),
  });
  const refusal = new URLSearchParams(search).get('error');
  const rest = withoutOnce(search);
  return (
    <Door title={why === 'guest' ? auth.signIn : auth.signInTitle} lead={auth.signInLead}>
      <Form
        className="form"
        validationErrors={submit.error instanceof ApiProblem ? submit.error.fields : {}}
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate();
        }}
      >
        {refusal !== null && submit.isIdle && (
          <p className="form-error" role="alert">
            {auth.errors[refusal] ?? auth.errors.unknown}
          </p>
        )}
        {refusal === null && why === 'lost' && submit.isIdle && (
          <p className="form-error" role="alert">
            {navigator.cookieEnabled ? auth.lost : auth.noCookies}
          </p>
        )}
        {refusal === null && why === 'guest' && submit.isIdle && <p role="status">{auth.guestOver}</p>}
        <ProblemLine error={submit.error} />
        <Field
          label={auth.email}
          name="email"
          type="email"
          autoComplete="username webauthn"
          value={email}
          onChange={setEmail}
          isRequired
          autoFocus
        />
        <PasswordField
          label={auth.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          isRequired
        />
        <Button type="submit" variant="primary" isPending={submit.isPending}>
          {auth.signIn}
        </Button>
      </Form>
      <p className="door-switch">
        <Link href="/forgot-password">{auth.forgot}</Link>
        <span>
          {auth.noAccount} <Link href={rest ? `/sign-up?${rest}` : '/sign-up'}>{auth.signUp}</Link>
        </span>
      </p>
      <SignInOtherWays next={nextPage(search)} />
    </Door>
  );
}
