import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { problemMessage } from '../../api/problem.ts';
import { type GivenRole, invite } from '../../api/sharing.ts';
import { Button } from '../../ui/components/button.tsx';
import { Choice, Field } from '../../ui/components/field.tsx';
import { TextArea } from '../../ui/components/text-area.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { OFFERED_ROLES } from '../shell/offered.ts';
import { sharingKey } from './use-sharing.ts';

/** Shares with an address, whether or not it has an account. */
export function InviteForm({ docId, focus }: { docId: string; focus: boolean }) {
  const messages = useMessages();
  const { sharing, roles } = messages;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GivenRole>('editor');
  const [message, setMessage] = useState<string | null>(null);
  const queries = useQueryClient();
  const toast = useToast();
  const add = useMutation({
    mutationFn: () => {
      const said = message?.trim() ?? '';
      return invite(docId, { email: email.trim(), role, ...(said === '' ? {} : { message: said }) });
    },
    onSuccess: ({ member }) => {
      const { added, sent } = sharing.invite;
      toast({ text: member ? added(member.user.name) : sent(email.trim()), tone: 'plain' });
      setEmail('');
      setMessage(null);
      void queries.invalidateQueries({ queryKey: sharingKey(docId) });
    },
  });
  return (
    <Form
      className="invite"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Field
        label={sharing.invite.email}
        type="email"
        name="email"
        autoComplete="off"
        value={email}
        onChange={(value) => {
          setEmail(value);
          add.reset();
        }}
        isRequired
        autoFocus={focus}
      />
      <Choice
        label={sharing.role}
        value={role}
        onChange={setRole}
        options={OFFERED_ROLES.map((given) => ({ id: given, text: roles[given] }))}
      />
      <Button type="submit" variant="primary" isPending={add.isPending}>
        {sharing.invite.add}
      </Button>
      {message === null ? (
        <Button variant="plain" onPress={() => setMessage('')}>
          <MessageSquarePlus size={15} aria-hidden="true" />
          {sharing.invite.addMessage}
        </Button>
      ) : (
        <TextArea
          label={sharing.invite.message}
          value={message}
          onChange={setMessage}
          maxLength={1000}
          autoFocus
        />
      )}
      {add.error && (
        <p className="form-error" role="alert">
          {problemMessage(add.error, messages)}
        </p>
      )}
    </Form>
  );
}
