import { Ellipsis } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useFork } from '../fork/use-fork.ts';

interface DocumentMenuProps {
  docId: string;
  title: string;
  mayFork: boolean;
  /** Opens the comparison with the origin; null for what is no fork. */
  onCompare: (() => void) | null;
  /** The menu is about to open: the focus goes to where it shall return. */
  onOpen: () => void;
}

/** What can be done with a document beside writing in it; not shown when that is nothing but to see its history. */
export function DocumentMenu({ docId, title, mayFork, onCompare, onOpen }: DocumentMenuProps) {
  const { editor, forks, history } = useMessages();
  const fork = useFork(docId, title);
  const [, navigate] = useLocation();
  if (!mayFork && onCompare === null) return null;
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && onOpen()}>
      <AriaButton className="icon-button desk-menu" aria-label={editor.actions}>
        <Ellipsis size={18} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          disabledKeys={fork.isPending ? ['fork'] : []}
          onAction={(key) => {
            if (key === 'fork') fork.mutate(null);
            else if (key === 'history') navigate(`/d/${docId}/history`);
            else onCompare?.();
          }}
        >
          {mayFork && (
            <MenuItem id="fork" className="menu-item">
              {forks.fork}
            </MenuItem>
          )}
          {onCompare !== null && (
            <MenuItem id="compare" className="menu-item">
              {forks.compare}
            </MenuItem>
          )}
          <MenuItem id="history" className="menu-item">
            {history.open}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
