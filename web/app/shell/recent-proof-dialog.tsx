import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { getSignInMethods, type SignInMethods } from '../../api/account.ts';
import {
  listProviders,
  proveAtProvider,
  proveByCode,
  proveByPasskey,
  proveByPassword,
} from '../../api/auth.ts';
import { knowsPasskeys } from '../../api/auth-passkey.ts';
import { Button } from '../../ui/components/button.tsx';
import { CodeField } from '../../ui/components/code-field.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { HiddenUsername } from '../../ui/components/hidden-username.tsx';
import { PasswordField } from '../../ui/components/password-field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { ProblemLine } from './problem-line.tsx';

type Way = 'password' | 'passkey' | 'code';

/** Asks the user for a recent proof of identity, by any method of the account. */
export default function RecentProofDialog({ onAnswer }: { onAnswer: (proved: boolean) => void }) {
  const { recent, common } = useMessages();
  const methods = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: ({ signal }) => getSignInMethods(signal),
    staleTime: 0,
  });
  return (
    <Dialog title={recent.title} onClose={() => onAnswer(false)}>
      <div className="form">
        <p>{recent.lead}</p>
        {methods.isPending && <p role="status">{common.loading}</p>}
        {methods.isError && (
          <>
            <p className="form-error" role="alert">
              {recent.failed}
            </p>
            <Button onPress={() => void methods.refetch()}>{common.retry}</Button>
          </>
        )}
        {methods.data && <Proof ways={waysOf(methods.data)} methods={methods.data} onAnswer={onAnswer} />}
      </div>
    </Dialog>
  );
}

function waysOf({ hasPassword, passkeys, totp }: SignInMethods): Way[] {
  const ways: Way[] = [];
  if (hasPassword) ways.push('password');
  if (passkeys > 0 && knowsPasskeys()) ways.push('passkey');
  if (totp) ways.push('code');
  return ways;
}

interface ProofProps {
  ways: readonly Way[];
  methods: SignInMethods;
  onAnswer: (proved: boolean) => void;
}

function Proof({ ways, methods, onAnswer }: ProofProps) {
  const { recent, common } = useMessages();
  const [way, setWay] = useState<Way | undefined>(ways[0]);
  const [secret, setSecret] = useState('');
  const prove = useMutation({
    mutationFn: () => {
      if (way === 'passkey') return proveByPasskey();
      return way === 'code' ? proveByCode(secret.trim()) : proveByPassword(secret);
    },
    onSuccess: () => onAnswer(true),
  });
  if (way === undefined) return <ByProvider methods={methods} />;
  const names = { password: recent.usePassword, passkey: recent.usePasskey, code: recent.useCode };
  const choose = (next: Way) => {
    setWay(next);
    setSecret('');
    prove.reset();
  };
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate();
      }}
    >
      <ProblemLine error={prove.error} />
      <HiddenUsername email={methods.email} />
      {way === 'password' && (
        <PasswordField
          label={recent.password}
          name="password"
          autoComplete="current-password"
          value={secret}
          onChange={setSecret}
          isRequired
          autoFocus
        />
      )}
      {way === 'code' && <CodeField label={recent.code} value={secret} onChange={setSecret} />}
      {way === 'passkey' && <p>{recent.passkeyLead}</p>}
      <div className="proof-ways">
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} variant="plain" onPress={() => choose(other)}>
              {names[other]}
            </Button>
          ))}
      </div>
      <div className="dialog-actions">
        <Button onPress={() => onAnswer(false)}>{common.cancel}</Button>
        <Button type="submit" variant="primary" isPending={prove.isPending} autoFocus={way === 'passkey'}>
          {recent.confirm}
        </Button>
      </div>
    </Form>
  );
}

/** An account with only a provider proves its identity by signing in there again. */
function ByProvider({ methods }: { methods: SignInMethods }) {
  const { recent, auth } = useMessages();
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => listProviders(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const prove = useMutation({
    mutationFn: (id: string) => proveAtProvider(id, location.pathname),
    onSuccess: (url) => location.assign(url),
  });
  const linked = providers.data?.filter(({ id }) =>
    methods.identities.some(({ provider }) => provider === id),
  );
  return (
    <>
      <p>{recent.none}</p>
      <ProblemLine error={prove.error} />
      {linked?.map(({ id, name }) => (
        <Button key={id} isPending={prove.isPending} onPress={() => prove.mutate(id)}>
          {auth.withProvider(name)}
        </Button>
      ))}
    </>
  );
}
