import { useQueryClient } from '@tanstack/react-query';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { signOut } from '../api/auth.ts';
import type { Account } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { Avatar } from './avatar.tsx';

/** The signed-in user's own menu. */
export function AccountMenu({ user }: { user: Account }) {
  const { profile, settings, auth, common } = useMessages();
  const queries = useQueryClient();
  const leave = () => {
    // Signing out also works without the server: the session of this browser ends either way.
    signOut().catch(() => undefined);
    queries.clear();
  };
  return (
    <MenuTrigger>
      <AriaButton className="account-button" aria-label={profile.menu(user.name)}>
        <Avatar name={user.name} color={user.color} picture={user.avatarUrl} title={common.you} />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <div className="account-head">
          <strong dir="auto">{user.name}</strong>
          <span>{user.email}</span>
        </div>
        <Menu className="menu" onAction={(key) => key === 'sign-out' && leave()}>
          <MenuItem id="settings" href="/settings/profile" className="menu-item">
            {settings.open}
          </MenuItem>
          <MenuItem id="sign-out" className="menu-item">
            {auth.signOut}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
