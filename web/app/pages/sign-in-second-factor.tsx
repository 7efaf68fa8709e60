import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { type PendingSignIn, sendSecondFactor, sendSecondFactorPasskey } from '../../api/auth.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { CodeField } from '../../ui/components/code-field.tsx';
import { Door } from '../../ui/components/door.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { ProblemLine } from '../shell/problem-line.tsx';

type Way = 'totp' | 'recovery_code' | 'passkey';

/** The second factor of a sign-in: a code of the app, a recovery code, or a passkey. */
export function SecondFactorStep({ pending, onBack }: { pending: PendingSignIn; onBack: () => void }) {
  const { secondFactor } = useMessages().auth;
  const { ticket, methods } = pending;
  const [way, setWay] = useState<Way>(methods[0] ?? 'totp');
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: (by: Way) =>
      by === 'passkey' ? sendSecondFactorPasskey(ticket) : sendSecondFactor(ticket, code.trim()),
  });
  const isOver = confirm.error instanceof ApiProblem && confirm.error.code === 'ticket_invalid';
  const leads = {
    totp: secondFactor.codeLead,
    recovery_code: secondFactor.recoveryLead,
    passkey: secondFactor.passkeyLead,
  };
  const choose = (next: Way) => {
    setWay(next);
    setCode('');
    confirm.reset();
    if (next === 'passkey') confirm.mutate('passkey');
  };
  return (
    <Door title={secondFactor.title} lead={leads[way]}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate(way);
        }}
      >
        <ProblemLine error={confirm.error} />
        {way !== 'passkey' && (
          <CodeField
            key={way}
            label={way === 'totp' ? secondFactor.code : secondFactor.recoveryCode}
            letters={way === 'recovery_code'}
            value={code}
            onChange={setCode}
          />
        )}
        <Button
          type="submit"
          variant="primary"
          isPending={confirm.isPending}
          isDisabled={isOver}
          autoFocus={way === 'passkey'}
        >
          {way === 'passkey' ? secondFactor.usePasskey : secondFactor.confirm}
        </Button>
      </Form>
      <div className="door-more">
        {methods.includes('passkey') && way !== 'passkey' && (
          <Button variant="plain" isDisabled={isOver} onPress={() => choose('passkey')}>
            {secondFactor.usePasskey}
          </Button>
        )}
        {methods.includes('totp') && way !== 'totp' && (
          <Button variant="plain" isDisabled={isOver} onPress={() => choose('totp')}>
            {secondFactor.useCode}
          </Button>
        )}
        {methods.includes('recovery_code') && way !== 'recovery_code' && (
          <Button variant="plain" isDisabled={isOver} onPress={() => choose('recovery_code')}>
            {secondFactor.useRecovery}
          </Button>
        )}
        <Button variant="plain" onPress={onBack}>
          {secondFactor.back}
        </Button>
      </div>
    </Door>
  );
}
