import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, FileText } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import { restoreDocument, trashDocument } from '../api/calls.ts';
import { problemMessage } from '../api/problem.ts';
import { removeMember } from '../api/sharing.ts';
import type { DocumentFilter, DocumentSummary } from '../api/types.ts';
import { useToast } from '../components/toast.tsx';
import { useMessages, useTimeAgo } from '../i18n/i18n.tsx';
import { useSession } from '../session-gate.tsx';
import { RenameDialog } from './rename-dialog.tsx';

const ShareDialog = lazy(() => import('./share-dialog.tsx'));

/** One document in a list, with what can be done to it. */
export function DocumentRow({ item, filter }: { item: DocumentSummary; filter: DocumentFilter }) {
  const { list, roles, sharing } = useMessages();
  const timeAgo = useTimeAgo();
  const [dialog, setDialog] = useState<'rename' | 'share' | null>(null);
  const actions = useRowActions(item);
  const title = item.title || list.untitled;
  const inTrash = filter === 'trash';
  return (
    <li className="row">
      <FileText className="row-icon" size={18} aria-hidden="true" />
      {inTrash ? (
        <span className="row-title">
          <bdi>{title}</bdi>
        </span>
      ) : (
        <Link className="row-title" href={`/d/${item.id}`}>
          <bdi>{title}</bdi>
        </Link>
      )}
      <span className="row-role">{roles[item.role]}</span>
      <time className="row-time" dateTime={item.updatedAt}>
        {timeAgo(item.updatedAt)}
      </time>
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label={list.actions(title)}>
          <Ellipsis size={18} aria-hidden="true" />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          {inTrash ? (
            <Menu className="menu" onAction={() => actions.restore()}>
              <MenuItem id="restore" className="menu-item">
                {list.restore}
              </MenuItem>
            </Menu>
          ) : (
            <Menu
              className="menu"
              onAction={(key) => {
                if (key === 'rename' || key === 'share') setDialog(key);
                else actions.remove();
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
              <MenuItem id="remove" className="menu-item menu-item-danger">
                {may(item.role, 'trash') ? list.trash : list.leave}
              </MenuItem>
            </Menu>
          )}
        </Popover>
      </MenuTrigger>
      {dialog === 'rename' && <RenameDialog item={item} onClose={() => setDialog(null)} />}
      {dialog === 'share' && (
        <Suspense>
          <ShareDialog
            id={item.id}
            title={title}
            role={item.role}
            onClose={() => setDialog(null)}
            onLeft={() => setDialog(null)}
          />
        </Suspense>
      )}
    </li>
  );
}

function useRowActions(item: DocumentSummary): { remove: () => void; restore: () => void } {
  const messages = useMessages();
  const { list } = messages;
  const queries = useQueryClient();
  const toast = useToast();
  const session = useSession();
  const title = item.title || list.untitled;
  const refresh = () => void queries.invalidateQueries({ queryKey: ['documents'] });
  const onError = (error: unknown) => toast({ text: problemMessage(error, messages), tone: 'error' });
  const restore = useMutation({
    mutationFn: () => restoreDocument(item.id),
    onSuccess: () => {
      refresh();
      toast({ text: list.restored(title), tone: 'plain' });
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: async () => {
      if (may(item.role, 'trash')) await trashDocument(item.id);
      else if (session.state === 'signed-in') await removeMember(item.id, session.user.id);
    },
    onSuccess: () => {
      refresh();
      if (!may(item.role, 'trash')) return;
      const undo = { label: list.undo, run: () => restore.mutate() };
      toast({ text: list.trashed(title), tone: 'plain', action: undo });
    },
    onError,
  });
  return { remove: () => remove.mutate(), restore: () => restore.mutate() };
}
