import { Ellipsis } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useFork } from '../fork/use-fork.ts';

/** A menu fades out in less. */
const PRINT_AFTER_MS = 250;

interface DocumentMenuProps {
  docId: string;
  title: string;
  mayFork: boolean;
  /** Opens the comparison with the origin; null for what is no fork. */
  onCompare: (() => void) | null;
  onExport: () => void;
  /** Prints the document; `writesLinks`: with the addresses of its links. */
  onPrint: (writesLinks: boolean) => void;
  /** The menu is about to open: the focus goes to where it shall return. */
  onOpen: () => void;
}

/** What can be done with a document beside writing in it. */
export function DocumentMenu({
  docId,
  title,
  mayFork,
  onCompare,
  onExport,
  onPrint,
  onOpen,
}: DocumentMenuProps) {
  const { editor, exports, forks, history } = useMessages();
  const fork = useFork(docId, title);
  const [, navigate] = useLocation();
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
            else if (key === 'export') onExport();
            // Once the menu is gone: it would be on the paper.
            else if (key === 'print' || key === 'print-links')
              setTimeout(() => onPrint(key === 'print-links'), PRINT_AFTER_MS);
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
          <MenuItem id="export" className="menu-item">
            {exports.menu}
          </MenuItem>
          <MenuItem id="print" className="menu-item">
            {exports.print}
          </MenuItem>
          <MenuItem id="print-links" className="menu-item">
            {exports.printLinks}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
