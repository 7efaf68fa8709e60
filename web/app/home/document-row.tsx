import { Ellipsis, FileText } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import type { DocumentListing } from '../../api/calls.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { useMessages, useTimeAgo } from '../../ui/i18n/i18n.tsx';
import { useDuplicate } from '../actions/use-duplicate.ts';
import { useTrash } from '../actions/use-trash.ts';
import { useFork } from '../fork/use-fork.ts';
import { LeaveDialog } from '../share/leave-dialog.tsx';
import { ShareDialog } from '../share/share-part.ts';
import { useSession } from '../shell/session-gate.tsx';
import { EraseDialog } from './erase-dialog.tsx';
import { Marked } from './marked.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { StarButton } from './star-button.tsx';

/** One document in a list, with its actions; of a search, with the beginning of its text and the words marked. */
export function DocumentRow({ item, listing }: { item: DocumentSummary; listing: DocumentListing }) {
  const { filter, words, sort } = listing;
  const { list, roles, sharing, forks } = useMessages();
  const timeAgo = useTimeAgo();
  const [dialog, setDialog] = useState<'rename' | 'share' | 'leave' | 'erase' | null>(null);
  const [hasLeft, setLeft] = useState(false);
  const session = useSession();
  const actions = useTrash(item);
  const title = item.title || list.untitled;
  const fork = useFork(item.id, title);
  const duplicate = useDuplicate(item.id, title);
  const at = sort === '-createdAt' ? item.createdAt : item.updatedAt;
  const inTrash = filter === 'trash';
  if (hasLeft) return null;
  const name = (
    <>
      <bdi>
        <Marked text={title} words={words} />
      </bdi>
      {words !== '' && item.excerpt.trim() !== '' && (
        <span className="row-excerpt" dir="auto">
          <Marked text={item.excerpt} words={words} />
        </span>
      )}
    </>
  );
  return (
    <li className="row">
      <FileText className="row-icon" size={18} aria-hidden="true" />
      {inTrash ? (
        <span className="row-title">{name}</span>
      ) : (
        <Link className="row-title" href={`/d/${item.id}`}>
          {name}
        </Link>
      )}
      <span className="row-role">{roles[item.role]}</span>
      <time className="row-time" dateTime={at}>
        {timeAgo(at)}
      </time>
      {inTrash ? <span /> : <StarButton item={item} />}
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label={list.actions(title)}>
          <Ellipsis size={18} aria-hidden="true" />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          {inTrash ? (
            <Menu
              className="menu"
              onAction={(key) => (key === 'restore' ? actions.restore() : setDialog('erase'))}
            >
              <MenuItem id="restore" className="menu-item">
                {list.restore}
              </MenuItem>
              <MenuItem id="erase" className="menu-item menu-item-danger">
                {list.erase}
              </MenuItem>
            </Menu>
          ) : (
            <Menu
              className="menu"
              onAction={(key) => {
                if (key === 'rename' || key === 'share' || key === 'leave') setDialog(key);
                else if (key === 'duplicate') duplicate.mutate();
                else if (key === 'fork') fork.mutate(null);
                else actions.trash();
              }}
            >
              {may(item.role, 'rename') && (
                <MenuItem id="rename" className="menu-item">
                  {list.rename}
                </MenuItem>
              )}
              <MenuItem id="share" className="menu-item">
                {may(item.role, 'share') ? list.share : sharing.openPeople}
              </MenuItem>
              <MenuItem id="duplicate" className="menu-item">
                {list.duplicate}
              </MenuItem>
              <MenuItem id="fork" className="menu-item">
                {forks.fork}
              </MenuItem>
              <MenuItem
                id={may(item.role, 'trash') ? 'trash' : 'leave'}
                className="menu-item menu-item-danger"
              >
                {may(item.role, 'trash') ? list.trash : list.leave}
              </MenuItem>
            </Menu>
          )}
        </Popover>
      </MenuTrigger>
      {dialog === 'rename' && <RenameDialog item={item} onClose={() => setDialog(null)} />}
      {dialog === 'share' && (
        <ShareDialog
          id={item.id}
          title={title}
          role={item.role}
          onClose={() => setDialog(null)}
          onLeft={() => setDialog(null)}
        />
      )}
      {dialog === 'erase' && <EraseDialog docId={item.id} title={title} onClose={() => setDialog(null)} />}
      {dialog === 'leave' && session.state === 'signed-in' && (
        <LeaveDialog
          docId={item.id}
          userId={session.user.id}
          onLeft={() => setLeft(true)}
          onStayed={() => setLeft(false)}
          onClose={() => setDialog(null)}
        />
      )}
    </li>
  );
}
