import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SignInMethods } from '../../../api/account.ts';
import { removeTotp, renewRecoveryCodes } from '../../../api/account-factors.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Button } from '../../../ui/components/button.tsx';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { Part } from './part.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';
import { TotpDialog } from './totp-dialog.tsx';

type Open = 'set-up' | 'turn-off' | 'renew' | { codes: readonly string[] } | null;

/** The authenticator app and the recovery codes. */
export function TotpPart({ methods }: { methods: SignInMethods }) {
  const messages = useMessages();
  const { totp, recovery } = messages.settings.security;
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const queries = useQueryClient();
  const toast = useToast();
  const changed = () => void queries.invalidateQueries({ queryKey: ['sign-in-methods'] });
  const turnOff = useMutation({
    mutationFn: removeTotp,
    onSuccess: () => {
      toast({ text: totp.isOff, tone: 'plain' });
      changed();
      close();
    },
  });
  const renew = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: (codes) => {
      changed();
      setOpen({ codes });
    },
  });
  const messageOf = (error: unknown) => (error ? problemMessage(error, messages) : null);
  const hasCodes = methods.totp || methods.recoveryCodes > 0;
  return (
    <>
      <Part
        title={totp.title}
        lead={
          <>
            {totp.lead}{' '}
            <strong className={methods.totp ? 'state-on' : 'state-off'}>
              {methods.totp ? totp.on : totp.off}
            </strong>
          </>
        }
        action={
          methods.totp ? (
            <Button variant="danger" onPress={() => setOpen('turn-off')}>
              {totp.turnOff}
            </Button>
          ) : (
            <Button onPress={() => setOpen('set-up')}>{totp.setUp}</Button>
          )
        }
      />
      {hasCodes && (
        <Part
          title={recovery.title}
          lead={`${recovery.left(methods.recoveryCodes)}${methods.recoveryCodes <= 3 ? ` ${recovery.few}` : ''}`}
          action={<Button onPress={() => setOpen('renew')}>{recovery.renew}</Button>}
        />
      )}
      {open === 'set-up' && (
        <TotpDialog
          onDone={(codes) => {
            changed();
            if (codes === null) toast({ text: totp.isOn, tone: 'plain' });
            setOpen(codes && { codes });
          }}
          onClose={close}
        />
      )}
      {open === 'turn-off' && (
        <ConfirmDialog
          title={totp.offTitle}
          text={methods.passkeys > 0 ? totp.offTextWithPasskeys : totp.offText}
          action={totp.turnOff}
          isDangerous
          isPending={turnOff.isPending}
          error={messageOf(turnOff.error)}
          onConfirm={() => turnOff.mutate()}
          onClose={close}
        />
      )}
      {open === 'renew' && (
        <ConfirmDialog
          title={recovery.renewTitle}
          text={recovery.renewText}
          action={recovery.renew}
          isPending={renew.isPending}
          error={messageOf(renew.error)}
          onConfirm={() => renew.mutate()}
          onClose={close}
        />
      )}
      {open !== null && typeof open === 'object' && (
        <RecoveryCodesDialog codes={open.codes} email={methods.email} onClose={close} />
      )}
    </>
  );
}
