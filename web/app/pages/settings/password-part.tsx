import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { changePassword, type SignInMethods } from '../../../api/account.ts';
import { Button } from '../../../ui/components/button.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { HiddenUsername } from '../../../ui/components/hidden-username.tsx';
import { PasswordField } from '../../../ui/components/password-field.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { NewPasswordField, useNewPassword } from '../../shell/new-password-field.tsx';
import { ProblemLine } from '../../shell/problem-line.tsx';
import { useSession } from '../../shell/session-gate.tsx';
import { Part } from './part.tsx';

/** The password: changes it, or sets the first one. */
export function PasswordPart({ methods }: { methods: SignInMethods }) {
  const { password } = useMessages().settings.security;
  const [open, setOpen] = useState(false);
  return (
    <Part
      title={password.title}
      lead={methods.hasPassword ? password.has : password.hasNot}
      action={
        <Button onPress={() => setOpen(true)}>{methods.hasPassword ? password.change : password.set}</Button>
      }
    >
      {open && <PasswordDialog methods={methods} onClose={() => setOpen(false)} />}
    </Part>
  );
}

function PasswordDialog({ methods, onClose }: { methods: SignInMethods; onClose: () => void }) {
  const { settings, auth, common } = useMessages();
  const words = settings.security.password;
  const { hasPassword, email } = methods;
  const state = useSession();
  const name = state.state === 'signed-in' ? state.user.name : '';
  const toast = useToast();
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const password = useNewPassword([name, email]);
  const save = useMutation({
    mutationFn: async () => {
      if (await password.refuse()) return false;
      const chosen = { password: password.value };
      await changePassword(hasPassword ? { current, ...chosen } : chosen);
      return true;
    },
    onError: password.refusedBy,
    onSuccess: (isChanged) => {
      if (!isChanged) return;
      toast({ text: hasPassword ? words.changed : words.isSet, tone: 'plain' });
      void queries.invalidateQueries({ queryKey: ['sign-in-methods'] });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  return (
    <Dialog title={hasPassword ? words.change : words.set} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <ProblemLine error={password.refusal === null ? save.error : null} />
        <HiddenUsername email={email} />
        {hasPassword && (
          <PasswordField
            label={words.current}
            name="current"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
            isRequired
            autoFocus
          />
        )}
        <NewPasswordField
          label={auth.newPassword}
          name="password"
          password={password}
          autoFocus={!hasPassword}
        />
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" isPending={save.isPending}>
            {hasPassword ? words.change : words.set}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
