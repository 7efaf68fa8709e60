import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Role } from '../../../src/protocol/role.ts';
import { changeRole, invite, listPermissions, removePermission } from '../api/calls.ts';
import { problemMessage } from '../api/problem.ts';
import type { Permission } from '../api/types.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Choice, Field } from '../components/field.tsx';
import { useToast } from '../components/toast.tsx';
import { useMessages } from '../i18n/i18n.tsx';

const GIVEN: readonly Role[] = ['editor', 'commenter', 'viewer'];

/** Who may open a document, and what they may do. */
export function ShareDialog({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const messages = useMessages();
  const { share, common } = messages;
  const people = useQuery({
    queryKey: ['permissions', id],
    queryFn: ({ signal }) => listPermissions(id, signal),
  });
  return (
    <Dialog title={share.title(title)} onClose={onClose}>
      <InviteForm id={id} />
      <h3 className="people-head">{share.people}</h3>
      {people.isPending && <p role="status">{common.loading}</p>}
      {people.isError && (
        <div role="alert" className="form-error">
          <p>{share.failed}</p>
          <Button onPress={() => void people.refetch()}>{common.retry}</Button>
        </div>
      )}
      <ul className="people">
        {people.data?.map((person) => (
          <Person key={person.user.id} id={id} person={person} />
        ))}
      </ul>
    </Dialog>
  );
}

function InviteForm({ id }: { id: string }) {
  const messages = useMessages();
  const { share, roles } = messages;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const queries = useQueryClient();
  const toast = useToast();
  const add = useMutation({
    mutationFn: () => invite(id, email.trim(), role),
    onSuccess: () => {
      toast({ text: share.added(email.trim()), tone: 'plain' });
      setEmail('');
      void queries.invalidateQueries({ queryKey: ['permissions', id] });
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
        label={share.email}
        type="email"
        name="email"
        autoComplete="off"
        value={email}
        onChange={(value) => {
          setEmail(value);
          add.reset();
        }}
        isRequired
        autoFocus
      />
      <Choice
        label={share.role}
        value={role}
        onChange={setRole}
        options={GIVEN.map((given) => ({ id: given, text: roles[given] }))}
      />
      <Button type="submit" variant="primary" isPending={add.isPending}>
        {share.add}
      </Button>
      {add.error && (
        <p className="form-error" role="alert">
          {problemMessage(add.error, messages)}
        </p>
      )}
    </Form>
  );
}

function Person({ id, person }: { id: string; person: Permission }) {
  const messages = useMessages();
  const { share, roles } = messages;
  const queries = useQueryClient();
  const toast = useToast();
  // Awaited, so that the new state is shown from the press until the list has it.
  const refresh = () => queries.invalidateQueries({ queryKey: ['permissions', id] });
  const onError = (error: unknown) => toast({ text: problemMessage(error, messages), tone: 'error' });
  const change = useMutation({
    mutationFn: (role: Role) => changeRole(id, person.user.id, role),
    onSettled: refresh,
    onError,
  });
  const remove = useMutation({
    mutationFn: () => removePermission(id, person.user.id),
    onSuccess: () => toast({ text: share.removed(person.user.name), tone: 'plain' }),
    onSettled: refresh,
    onError,
  });
  return (
    <li className="person">
      <Avatar name={person.user.name} color={person.user.color} />
      <span className="person-name" dir="auto">
        {person.user.name}
      </span>
      {person.role === 'owner' ? (
        <span className="person-owner">{roles.owner}</span>
      ) : (
        <>
          <Choice
            label={share.roleOf(person.user.name)}
            value={change.isPending ? change.variables : person.role}
            onChange={(role) => change.mutate(role)}
            options={GIVEN.map((given) => ({ id: given, text: roles[given] }))}
          />
          <IconButton
            label={share.remove(person.user.name)}
            isPending={remove.isPending}
            onPress={() => remove.mutate()}
          >
            <X size={16} aria-hidden="true" />
          </IconButton>
        </>
      )}
    </li>
  );
}
