import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link, useSearch } from 'wouter';
import { resetPassword } from '../api/auth.ts';
import { ApiProblem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { Door } from '../components/door.tsx';
import { NewPasswordField, useStrength } from '../components/new-password-field.tsx';
import { ProblemLine } from '../components/problem-line.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { usePageTitle } from '../use-page-title.ts';

/** Choosing a new password, by the link of a mail. */
export default function ResetPasswordPage() {
  const { auth } = useMessages();
  const { resetPage } = auth;
  usePageTitle(resetPage.title);
  const token = new URLSearchParams(useSearch()).get('token') ?? '';
  const [password, setPassword] = useState('');
  const strength = useStrength(password, []);
  const reset = useMutation({
    mutationFn: () => resetPassword(token, password),
    // Every session of the account has ended; this browser's, if it was one of them, is forgotten here too.
    onSuccess: () => session.end(),
  });
  if (reset.isSuccess) {
    return (
      <Door title={resetPage.doneTitle} lead={<span role="status">{resetPage.done}</span>}>
        <Link className="button button-primary" href="/sign-in">
          {auth.signIn}
        </Link>
      </Door>
    );
  }
  if (token === '' || (reset.error instanceof ApiProblem && reset.error.status === 410)) {
    return (
      <Door title={resetPage.invalidTitle} lead={<span role="alert">{resetPage.invalid}</span>}>
        <Link className="button button-primary" href="/forgot-password">
          {resetPage.again}
        </Link>
      </Door>
    );
  }
  return (
    <Door title={resetPage.title} lead={resetPage.lead}>
      <Form
        className="form"
        validationErrors={reset.error instanceof ApiProblem ? reset.error.fields : {}}
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate();
        }}
      >
        <ProblemLine error={reset.error} />
        <NewPasswordField
          label={auth.newPassword}
          name="password"
          value={password}
          onChange={setPassword}
          strength={strength}
          autoFocus
        />
        <Button type="submit" variant="primary" isPending={reset.isPending}>
          {resetPage.save}
        </Button>
      </Form>
    </Door>
  );
}
