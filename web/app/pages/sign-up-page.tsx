import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link, Redirect, useSearch } from 'wouter';
import { signUp } from '../../api/auth.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { keepForVerifying } from '../shell/kept-page.ts';
import { NewPasswordField, useNewPassword } from '../shell/new-password-field.tsx';
import { nextPage } from '../shell/next-page.ts';
import { ProblemLine } from '../shell/problem-line.tsx';
import { useTriedSession } from '../shell/session-gate.tsx';

/** Creates an account; `?invited=` is the address with which a document was shared. */
export function SignUpPage() {
  const { auth } = useMessages();
  const { session: state } = useTriedSession();
  const search = useSearch();
  const invited = new URLSearchParams(search).get('invited') ?? '';
  usePageTitle(auth.signUp);
  const [name, setName] = useState('');
  const [email, setEmail] = useState(invited);
  const password = useNewPassword([name, email]);
  const submit = useMutation({
    mutationFn: async () => {
      if (!(await password.refuse())) await signUp({ name, email, password: password.value });
    },
    onError: password.refusedBy,
    onMutate: () => {
      // A shared document opens only to a verified address; the link in the mail leads back to it.
      if (invited !== '') keepForVerifying(nextPage(search));
    },
  });
  if (state.state === 'signed-in') {
    return <Redirect to={invited === '' ? nextPage(search) : '/'} replace />;
  }
  return (
    <Door title={auth.signUpTitle} lead={invited === '' ? auth.signUpLead : auth.invitedLead(invited)}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate();
        }}
      >
        <ProblemLine error={password.refusal === null ? submit.error : null} />
        <Field
          label={auth.name}
          hint={auth.nameHint}
          name="name"
          autoComplete="name"
          value={name}
          onChange={setName}
          maxLength={80}
          isRequired
          autoFocus
        />
        <Field
          label={auth.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          isRequired
        />
        <NewPasswordField label={auth.password} name="password" password={password} />
        <Button type="submit" variant="primary" isPending={submit.isPending}>
          {auth.signUp}
        </Button>
      </Form>
      <p className="door-switch">
        <span>
          {auth.haveAccount} <Link href={search ? `/sign-in?${search}` : '/sign-in'}>{auth.signIn}</Link>
        </span>
      </p>
    </Door>
  );
}
