import { useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Account } from '../../api/types.ts';
import { Avatar } from '../../ui/components/avatar.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { SignOut } from './sign-out.tsx';

/** The menu of the signed-in user. */
export function AccountMenu({ user }: { user: Account }) {
  const { profile, settings, auth, common } = useMessages();
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <MenuTrigger>
        <AriaButton className="account-button" aria-label={profile.menu(user.name)}>
          <Avatar name={user.name} color={user.color} picture={user.avatarUrl} title={common.you} />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <div className="account-head">
            <strong dir="auto">{user.name}</strong>
            <span>{user.email}</span>
          </div>
          <Menu className="menu" onAction={(key) => key === 'sign-out' && setLeaving(true)}>
            <MenuItem id="settings" href="/settings/profile" className="menu-item">
              {settings.open}
            </MenuItem>
            <MenuItem id="sign-out" className="menu-item">
              {auth.signOut}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {leaving && <SignOut userId={user.id} onClose={() => setLeaving(false)} />}
    </>
  );
}
