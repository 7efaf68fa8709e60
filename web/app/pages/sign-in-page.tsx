import { useMutation } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link, Redirect, useSearch } from 'wouter';
import { signIn, signUp } from '../api/calls.ts';
import { ApiProblem, problemMessage } from '../api/problem.ts';
import { BrandMark } from '../components/brand.tsx';
import { Button } from '../components/button.tsx';
import { Field } from '../components/field.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useSession } from '../session-gate.tsx';
import { usePageTitle } from '../use-page-title.ts';

/** Signing in and signing up: one page in two modes. */
export function SignInPage({ mode }: { mode: 'sign-in' | 'sign-up' }) {
  const messages = useMessages();
  const { auth, app } = messages;
  const session = useSession();
  const search = useSearch();
  const isNew = mode === 'sign-up';
  usePageTitle(isNew ? auth.signUp : auth.signIn);
  const [values, setValues] = useState({ name: '', email: '', password: '' });
  const { name, ...credentials } = values;
  const submit = useMutation({
    mutationFn: () => (isNew ? signUp({ name, ...credentials }) : signIn(credentials)),
  });
  const set = (name: keyof typeof values) => (value: string) => setValues({ ...values, [name]: value });

  if (session.state === 'signed-in') return <Redirect to={nextPage(search)} replace />;
  const fields = submit.error instanceof ApiProblem ? submit.error.fields : {};
  return (
    <div className="door">
      <aside className="door-side">
        <div className="brand">
          <BrandMark size={34} />
          <span>{app.name}</span>
        </div>
        <p className="door-line">{app.tagline}</p>
        <ul>
          {auth.promises.map((promise) => (
            <li key={promise}>
              <Check size={18} aria-hidden="true" />
              {promise}
            </li>
          ))}
        </ul>
      </aside>
      <main className="door-main">
        <div className="brand door-brand">
          <BrandMark size={34} />
          <span>{app.name}</span>
        </div>
        <h1>{isNew ? auth.signUpTitle : auth.signInTitle}</h1>
        <p className="lead">{isNew ? auth.signUpLead : auth.signInLead}</p>
        <Form
          className="form"
          validationErrors={fields}
          onSubmit={(event) => {
            event.preventDefault();
            submit.mutate();
          }}
        >
          {submit.error && (
            <p className="form-error" role="alert">
              {problemMessage(submit.error, messages)}
            </p>
          )}
          {isNew && (
            <Field
              label={auth.name}
              hint={auth.nameHint}
              name="name"
              autoComplete="name"
              value={values.name}
              onChange={set('name')}
              maxLength={80}
              isRequired
              autoFocus
            />
          )}
          <Field
            label={auth.email}
            name="email"
            type="email"
            autoComplete={isNew ? 'email' : 'username'}
            value={values.email}
            onChange={set('email')}
            isRequired
            autoFocus={!isNew}
          />
          <Field
            label={auth.password}
            {...(isNew ? { hint: auth.passwordHint, minLength: 8 } : {})}
            name="password"
            type="password"
            autoComplete={isNew ? 'new-password' : 'current-password'}
            value={values.password}
            onChange={set('password')}
            isRequired
          />
          <Button type="submit" variant="primary" isPending={submit.isPending}>
            {isNew ? auth.signUp : auth.signIn}
          </Button>
        </Form>
        <p className="door-switch">
          {isNew ? auth.haveAccount : auth.noAccount}{' '}
          <Link
            href={`${isNew ? '/sign-in' : '/sign-up'}${search ? `?${search}` : ''}`}
            onClick={() => submit.reset()}
          >
            {isNew ? auth.signIn : auth.signUp}
          </Link>
        </p>
      </main>
    </div>
  );
}

/** Where to go after signing in: only ever a path of this app. */
function nextPage(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
