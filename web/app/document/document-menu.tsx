import { Ellipsis } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useLocation } from 'wouter';
import { type Means, may } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useCopy } from '../../ui/use-copy.ts';
import { useDuplicate } from '../actions/use-duplicate.ts';
import { useStar } from '../actions/use-star.ts';
import { useTrash } from '../actions/use-trash.ts';
import { useFork } from '../fork/use-fork.ts';

/** A menu fades out in less. */
const PRINT_AFTER_MS = 250;

interface DocumentMenuProps {
  meta: DocumentSummary;
  role: Role;
  means: Means;
  /** Opens a dialog: the comparison with the origin of a fork, the export, the words. */
  onDialog: (which: 'fork' | 'export' | 'count') => void;
  onFind: () => void;
  onOutline: () => void;
  /** Prints the document; `writesLinks`: with the addresses of its links. */
  onPrint: (writesLinks: boolean) => void;
  /** The menu is about to open: the focus goes to where it shall return. */
  onOpen: () => void;
}

interface Entry {
  id: string;
  text: string;
  isOffered: boolean;
  isDangerous?: boolean;
  run: () => void;
}

/** What can be done with a document beside writing in it. */
export function DocumentMenu(props: DocumentMenuProps) {
  const { editor } = useMessages();
  const entries = useEntries(props).filter(({ isOffered }) => isOffered);
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && props.onOpen()}>
      <AriaButton className="icon-button desk-menu" aria-label={editor.actions}>
        <Ellipsis size={18} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => entries.find(({ id }) => id === key)?.run()}>
          {entries.map(({ id, text, isDangerous }) => (
            <MenuItem key={id} id={id} className={`menu-item${isDangerous ? ' menu-item-danger' : ''}`}>
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function useEntries({ meta, role, means, onDialog, onFind, onOutline, onPrint }: DocumentMenuProps): Entry[] {
  const { editor, exports, find, forks, history, list } = useMessages();
  const title = meta.title || list.untitled;
  const fork = useFork(meta.id, title);
  const duplicate = useDuplicate(meta.id, title);
  const star = useStar(meta);
  const [, navigate] = useLocation();
  const { trash } = useTrash(meta, () => navigate('/'));
  const copy = useCopy();
  const isMember = means === 'person';
  // Once the menu is gone: it would be on the paper.
  const print = (writesLinks: boolean) => setTimeout(() => onPrint(writesLinks), PRINT_AFTER_MS);
  return [
    {
      id: 'star',
      text: star.isStarred ? editor.unstar : editor.star,
      isOffered: isMember,
      run: () => star.set(!star.isStarred),
    },
    {
      id: 'link',
      text: editor.copyLink,
      isOffered: isMember,
      run: () => copy(`${location.origin}/d/${meta.id}`, editor.linkCopied),
    },
    {
      id: 'duplicate',
      text: list.duplicate,
      isOffered: may(role, 'duplicate', means),
      run: () => duplicate.isPending || duplicate.mutate(),
    },
    {
      id: 'fork',
      text: forks.fork,
      isOffered: may(role, 'fork', means),
      run: () => fork.isPending || fork.mutate(null),
    },
    { id: 'compare', text: forks.compare, isOffered: meta.origin != null, run: () => onDialog('fork') },
    {
      id: 'history',
      text: history.open,
      isOffered: true,
      run: () => navigate(`/d/${meta.id}/history`),
    },
    { id: 'outline', text: editor.outline.menu, isOffered: true, run: onOutline },
    { id: 'find', text: find.menu, isOffered: true, run: onFind },
    { id: 'count', text: editor.count.menu, isOffered: true, run: () => onDialog('count') },
    { id: 'export', text: exports.menu, isOffered: true, run: () => onDialog('export') },
    { id: 'print', text: exports.print, isOffered: true, run: () => print(false) },
    { id: 'print-links', text: exports.printLinks, isOffered: true, run: () => print(true) },
    {
      id: 'trash',
      text: list.trash,
      isOffered: may(role, 'trash', means),
      isDangerous: true,
      run: trash,
    },
  ];
}
