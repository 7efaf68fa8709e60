import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { useLocation } from 'wouter';
import { type DocumentsFate, deleteAccount } from '../../../api/account.ts';
import type { Account } from '../../../api/types.ts';
import { Button } from '../../../ui/components/button.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { Field } from '../../../ui/components/field.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { ProblemLine } from '../../shell/problem-line.tsx';

const FATES: readonly DocumentsFate[] = ['hand-over', 'delete'];

/** Deletes the account, after the user has decided about the documents and typed the account's address. */
export function DeleteAccountDialog({ user, onClose }: { user: Account; onClose: () => void }) {
  const { settings, auth, common } = useMessages();
  const words = settings.privacy.delete;
  const [fate, setFate] = useState<DocumentsFate>('hand-over');
  const [typed, setTyped] = useState('');
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const toast = useToast();
  const erase = useMutation({
    mutationFn: () => deleteAccount(fate),
    onSuccess: () => {
      queries.clear();
      toast({ text: auth.deleted, tone: 'plain' });
      navigate('/sign-in', { replace: true });
    },
  });
  const isRight = (address: string) => address.trim().toLowerCase() === user.email;
  return (
    <Dialog title={words.dialogTitle} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          erase.mutate();
        }}
      >
        <p>{words.text}</p>
        <ProblemLine error={erase.error} />
        <RadioGroup className="fates" value={fate} onChange={(value) => setFate(value as DocumentsFate)}>
          <Label>{words.documents}</Label>
          {FATES.map((value) => (
            <Radio key={value} value={value} className="fate">
              <span className="fate-dot" aria-hidden="true" />
              <span>
                <strong>{words.fates[value]}</strong>
                <span>{words.fateTexts[value]}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
        <Field
          label={words.type(user.email)}
          type="email"
          autoComplete="off"
          value={typed}
          onChange={setTyped}
          validate={(address) => (isRight(address) ? null : words.mismatch)}
          validationBehavior="native"
          isRequired
        />
        <div className="confirm-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="danger" isPending={erase.isPending}>
            {words.confirm}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
