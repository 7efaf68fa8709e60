import { useMutation } from '@tanstack/react-query';
import { ArrowLeft, Bookmark, Ellipsis, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useLocation } from 'wouter';
import { copyVersion, getVersion, type Snapshot } from '../../api/history.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button, IconLink } from '../../ui/components/button.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { ExportDialog } from '../export/export-part.ts';
import { useFork } from '../fork/use-fork.ts';
import type { HistorySession } from './history-session.ts';
import { NameDialog } from './name-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

interface HistoryBarProps {
  session: HistorySession;
  docId: string;
  title: string;
  /** The version that can be named, restored and copied; null until one is settled. */
  version: number | null;
  head: number;
  mayName: boolean;
  mayRestore: boolean;
  mayCopy: boolean;
  named: readonly Snapshot[];
  onNamed: (version: number) => void;
}

/** The way back, the document's title, and the actions for the shown version. */
export function HistoryBar(props: HistoryBarProps) {
  const { session, docId, title, version, head, mayName, mayRestore, mayCopy, named, onNamed } = props;
  const { history } = useMessages();
  const [dialog, setDialog] = useState<{ kind: 'name' | 'restore'; version: number } | null>(null);
  const name = named.find((snapshot) => snapshot.version === version)?.name ?? null;
  const open = (kind: 'name' | 'restore') => version !== null && setDialog({ kind, version });
  return (
    <header className="desk-bar history-bar">
      <IconLink href={`/d/${docId}`} label={history.back}>
        <ArrowLeft size={19} aria-hidden="true" />
      </IconLink>
      <h1>
        <bdi>{title}</bdi>
        <span>{history.title}</span>
      </h1>
      <div className="desk-end">
        {mayName && (
          <Button
            isDisabled={version === null}
            aria-label={name === null ? history.name.button : history.name.rename}
            onPress={() => open('name')}
          >
            <Bookmark size={16} aria-hidden="true" />
            <span className="desk-share">{name === null ? history.name.button : history.name.rename}</span>
          </Button>
        )}
        {mayRestore && (
          <Button
            variant="primary"
            isDisabled={version === null || version === head}
            onPress={() => open('restore')}
            aria-label={history.restore.button}
          >
            <RotateCcw size={16} aria-hidden="true" />
            <span className="desk-share">{history.restore.button}</span>
          </Button>
        )}
        <MoreActions docId={docId} title={title} version={version} mayCopy={mayCopy} />
      </div>
      {dialog?.kind === 'name' && (
        <NameDialog
          docId={docId}
          version={dialog.version}
          name={name}
          onNamed={onNamed}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog?.kind === 'restore' && (
        <RestoreDialog
          docId={docId}
          version={dialog.version}
          at={session.view().at}
          onClose={() => setDialog(null)}
        />
      )}
    </header>
  );
}

function MoreActions({
  docId,
  title,
  version,
  mayCopy,
}: Pick<HistoryBarProps, 'docId' | 'title' | 'version' | 'mayCopy'>) {
  const messages = useMessages();
  const { history, exports, forks } = messages;
  const [exported, setExported] = useState<number | null>(null);
  const fork = useFork(docId, title);
  const [, navigate] = useLocation();
  const toast = useToast();
  const copy = useMutation({
    mutationFn: async (version: number) => {
      const { ops } = await getVersion(docId, version, new AbortController().signal);
      return copyVersion(history.copy.title(title, version), ops);
    },
    onSuccess: ({ id }) =>
      toast({
        text: history.copy.done,
        tone: 'plain',
        action: { label: history.copy.open, run: () => navigate(`/d/${id}`) },
      }),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const isBusy = copy.isPending || fork.isPending;
  const disabled = [
    ...(version === null ? ['export'] : []),
    ...(version === null || isBusy ? ['copy', 'fork'] : []),
  ];
  return (
    <>
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label={history.actions}>
          <Ellipsis size={18} aria-hidden="true" />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            disabledKeys={disabled}
            onAction={(key) => {
              if (version === null) return;
              if (key === 'export') setExported(version);
              else if (key === 'fork') fork.mutate(version);
              else copy.mutate(version);
            }}
          >
            {mayCopy && (
              <MenuItem id="copy" className="menu-item">
                {history.copy.button}
              </MenuItem>
            )}
            {mayCopy && (
              <MenuItem id="fork" className="menu-item">
                {forks.forkVersion}
              </MenuItem>
            )}
            <MenuItem id="export" className="menu-item">
              {exports.menu}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {exported !== null && (
        <ExportDialog docId={docId} version={exported} onClose={() => setExported(null)} />
      )}
    </>
  );
}
