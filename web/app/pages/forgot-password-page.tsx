import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'wouter';
import { forgotPassword } from '../../api/auth.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { Door } from '../../ui/components/door.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ProblemLine } from '../shell/problem-line.tsx';

/** Requests a mail for choosing a new password. Says the same whether or not the account exists. */
export default function ForgotPasswordPage() {
  const { auth } = useMessages();
  const { forgotPage } = auth;
  usePageTitle(forgotPage.title);
  const [email, setEmail] = useState('');
  const send = useMutation({ mutationFn: () => forgotPassword(email.trim()) });
  const back = (
    <p className="door-switch">
      <Link href="/sign-in">{forgotPage.back}</Link>
    </p>
  );
  if (send.isSuccess) {
    return (
      <Door title={forgotPage.sentTitle} lead={<span role="status">{forgotPage.sent(email.trim())}</span>}>
        <Button onPress={() => send.reset()}>{forgotPage.again}</Button>
        {back}
      </Door>
    );
  }
  return (
    <Door title={forgotPage.title} lead={forgotPage.lead}>
      <Form
        className="form"
        validationErrors={send.error instanceof ApiProblem ? send.error.fields : {}}
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <ProblemLine error={send.error} />
        <Field
          label={auth.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          isRequired
          autoFocus
        />
        <Button type="submit" variant="primary" isPending={send.isPending}>
          {forgotPage.send}
        </Button>
      </Form>
      {back}
    </Door>
  );
}
