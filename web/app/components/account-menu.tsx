import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import {
  Button as AriaButton,
  Form,
  Label,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Radio,
  RadioGroup,
} from 'react-aria-components';
import { saveProfile, signOut } from '../api/calls.ts';
import { problemMessage } from '../api/problem.ts';
import type { Account } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { Avatar } from './avatar.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';

/** The signed-in user's own menu. */
export function AccountMenu({ user }: { user: Account }) {
  const { profile, auth, common } = useMessages();
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const leave = () => {
    // Signing out also works without the server: the session of this browser ends either way.
    signOut().catch(() => undefined);
    queries.clear();
  };
  return (
    <>
      <MenuTrigger>
        <AriaButton className="account-button" aria-label={profile.menu(user.name)}>
          <Avatar name={user.name} color={user.color} title={common.you} />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <div className="account-head">
            <strong dir="auto">{user.name}</strong>
            <span>{user.email}</span>
          </div>
          <Menu className="menu" onAction={(key) => (key === 'profile' ? setOpen(true) : leave())}>
            <MenuItem id="profile" className="menu-item">
              {profile.edit}
            </MenuItem>
            <MenuItem id="sign-out" className="menu-item">
              {auth.signOut}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {open && <ProfileDialog user={user} onClose={() => setOpen(false)} />}
    </>
  );
}

function ProfileDialog({ user, onClose }: { user: Account; onClose: () => void }) {
  const messages = useMessages();
  const { profile, auth, common } = messages;
  const [name, setName] = useState(user.name);
  const [color, setColor] = useState(user.color);
  const save = useMutation({
    mutationFn: () => saveProfile({ name: name.trim(), color }),
    onSuccess: onClose,
  });
  const colors = Object.keys(profile.colors);
  return (
    <Dialog title={profile.title} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.error && (
          <p className="form-error" role="alert">
            {problemMessage(save.error, messages)}
          </p>
        )}
        <Field label={auth.name} value={name} onChange={setName} maxLength={80} isRequired autoFocus />
        <RadioGroup className="swatches" value={color} onChange={setColor} orientation="horizontal">
          <Label>{profile.color}</Label>
          <div className="swatch-row">
            {(colors.includes(user.color) ? colors : [user.color, ...colors]).map((value) => (
              <Swatch key={value} value={value} label={profile.colors[value] ?? value} />
            ))}
          </div>
        </RadioGroup>
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" isPending={save.isPending}>
            {common.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Swatch({ value, label }: { value: string; label: string }) {
  const ref = useRef<HTMLLabelElement>(null);
  useLayoutEffect(() => ref.current?.style.setProperty('--peer', value), [value]);
  return <Radio ref={ref} value={value} className="swatch" aria-label={label} />;
}
