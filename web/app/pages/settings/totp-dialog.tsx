import { useMutation, useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { beginTotp, confirmTotp } from '../../../api/account-factors.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { Button, IconButton } from '../../../ui/components/button.tsx';
import { CodeField } from '../../../ui/components/code-field.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useCopy } from '../../../ui/use-copy.ts';
import { ProblemLine } from '../../shell/problem-line.tsx';
import { QrCode } from './qr-code.tsx';

/**
 * Sets up an authenticator app: its key, then a first code. `onDone` receives the recovery codes, if this created any.
 */
export function TotpDialog({
  onDone,
  onClose,
}: {
  onDone: (recoveryCodes: readonly string[] | null) => void;
  onClose: () => void;
}) {
  const { settings, common } = useMessages();
  const { totp } = settings.security;
  const [code, setCode] = useState('');
  const copy = useCopy();
  // One key per opening of this dialog: another request would replace the key that was scanned.
  const setup = useQuery({
    queryKey: ['totp-setup'],
    queryFn: beginTotp,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const confirm = useMutation({ mutationFn: () => confirmTotp(code.trim()), onSuccess: onDone });
  const isDeclined = setup.error instanceof ApiProblem && setup.error.code === 'reauthentication_required';
  return (
    <Dialog title={totp.setUpTitle} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        {setup.isPending && <div className="totp-setup" role="status" aria-label={common.loading} />}
        <ProblemLine error={setup.error} />
        {setup.isError && (
          <div className="dialog-actions">
            <Button onPress={() => (isDeclined ? onClose() : void setup.refetch())}>
              {isDeclined ? common.close : common.retry}
            </Button>
          </div>
        )}
        {setup.data && (
          <>
            <div className="totp-setup">
              <QrCode text={setup.data.uri} label={totp.qr} />
              <div>
                <p>{totp.scan}</p>
                <p className="field-hint">{totp.byHand}</p>
                <p className="totp-secret">
                  <code>{inGroups(setup.data.secret)}</code>
                  <IconButton label={totp.copyKey} onPress={() => copy(setup.data.secret, totp.keyCopied)}>
                    <Copy size={16} aria-hidden="true" />
                  </IconButton>
                </p>
              </div>
            </div>
            <p>{totp.enter}</p>
            <ProblemLine error={confirm.error} />
            <CodeField label={totp.code} value={code} onChange={setCode} />
            <div className="dialog-actions">
              <Button onPress={onClose}>{common.cancel}</Button>
              <Button type="submit" variant="primary" isPending={confirm.isPending}>
                {totp.confirm}
              </Button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}

function inGroups(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
