import { useMutation } from '@tanstack/react-query';
import { Form } from 'react-aria-components';
import { Link, useSearch } from 'wouter';
import { resetPassword } from '../../api/auth.ts';
import { ApiProblem } from '../../api/problem.ts';
import { session } from '../../api/session.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { NewPasswordField, useNewPassword } from '../shell/new-password-field.tsx';
import { ProblemLine } from '../shell/problem-line.tsx';

/** Sets a new password, by the link of a mail. */
export default function ResetPasswordPage() {
  const { auth } = useMessages();
  const { resetPage } = auth;
  usePageTitle(resetPage.title);
  const token = new URLSearchParams(useSearch()).get('token') ?? '';
  const password = useNewPassword([]);
  const reset = useMutation({
    mutationFn: async () => {
      if (await password.refuse()) return false;
      await resetPassword(token, password.value);
      // Every session of the account has ended; this browser forgets its own, if it had one.
      session.end();
      return true;
    },
    onError: password.refusedBy,
  });
  if (reset.data) {
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
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate();
        }}
      >
        <ProblemLine error={password.refusal === null ? reset.error : null} />
        <NewPasswordField label={auth.newPassword} name="password" password={password} autoFocus />
        <Button type="submit" variant="primary" isPending={reset.isPending}>
          {resetPage.save}
        </Button>
      </Form>
    </Door>
  );
}
