import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import type { Role } from '../../../src/protocol/role.ts';
import type { GivenRole } from '../../api/sharing.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { OFFERED_ROLES } from '../shell/offered.ts';

interface RoleMenuProps {
  label: string;
  role: Role;
  isPending: boolean;
  /** Without it the role cannot be changed here. */
  onRole?: (role: GivenRole) => void;
  actions: readonly { id: string; text: ReactNode; isDangerous?: boolean; run: () => void }[];
}

/** A button with a member's role; its menu changes the role, and offers further actions. */
export function RoleMenu({ label, role, isPending, onRole, actions }: RoleMenuProps) {
  const { sharing, roles } = useMessages();
  return (
    <MenuTrigger>
      <AriaButton className="choice-button" aria-label={`${label}: ${roles[role]}`} isPending={isPending}>
        {roles[role]}
        <ChevronDown size={14} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => actions.find(({ id }) => id === key)?.run()}>
          {onRole && (
            <MenuSection
              aria-label={sharing.role}
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[role]}
              onSelectionChange={(keys) => {
                const [chosen] = keys === 'all' ? [] : keys;
                if (chosen !== undefined && chosen !== role) onRole(chosen as GivenRole);
              }}
            >
              {OFFERED_ROLES.map((given) => (
                <MenuItem key={given} id={given} className="menu-item">
                  {roles[given]}
                  {given === role && <Check size={15} aria-hidden="true" />}
                </MenuItem>
              ))}
            </MenuSection>
          )}
          {onRole && actions.length > 0 && <Separator className="menu-line" />}
          {actions.map(({ id, text, isDangerous }) => (
            <MenuItem key={id} id={id} className={`menu-item${isDangerous ? ' menu-item-danger' : ''}`}>
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
