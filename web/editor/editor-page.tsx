import { History, UserPlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { mayWrite } from '../../src/protocol/role.ts';
import type { Account, DocumentSummary } from '../app/api/types.ts';
import { BrandMark } from '../app/components/brand.tsx';
import { Button, IconLink } from '../app/components/button.tsx';
import { Notice } from '../app/components/notice.tsx';
import { useMessages } from '../app/i18n/i18n.tsx';
import { ShareDialog } from '../app/pages/share-dialog.tsx';
import { KeptEdits } from './kept-edits.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { People } from './people.tsx';
import { StatusBadge } from './status-badge.tsx';
import { StoppedNotice } from './stopped-notice.tsx';
import { TitleField } from './title-field.tsx';
import { Toolbar } from './toolbar.tsx';
import { useDocumentSession } from './use-session.ts';
import type { Visit } from './visit.ts';

/** After this long without a text the page says that it is still trying. */
const SLOW_MS = 5_000;

interface EditorPageProps {
  meta: DocumentSummary;
  user: Account;
  visit: Visit;
}

/** A document being read or written. */
export function EditorPage({ meta, user, visit }: EditorPageProps) {
  const messages = useMessages();
  const [dialog, setDialog] = useState<'share' | 'link' | null>(null);
  const title = useRef<HTMLInputElement>(null);
  const share = useRef<HTMLDivElement>(null);
  const { container, session, view, failed } = useDocumentSession(
    { docId: meta.id, userId: user.id },
    { link: () => setDialog('link'), leave: (backwards) => leave(backwards, title.current, share.current) },
  );
  const [name, setName] = useState(meta.title);
  const { status } = view;
  const role = view.role ?? meta.role;
  const loading = status.state === 'loading' && !failed;
  const slow = useAfter(SLOW_MS, loading);
  const writable = mayWrite(role) && status.state !== 'stopped' && !loading;

  const historyPath = `/d/${meta.id}/history`;
  useHistoryKey(historyPath);
  const version = 'version' in status ? status.version : null;
  useEffect(() => {
    if (version !== null) visit.saw(version);
    else if (status.state === 'stopped') visit.forget();
  }, [visit, version, status.state]);

  if (failed) {
    const { failedTitle, failedText } = messages.editor;
    return <Notice title={failedTitle} text={failedText} retry={() => location.reload()} home />;
  }
  return (
    <div className="desk">
      <header className="desk-bar">
        <Link href="/" className="desk-home" aria-label={messages.common.back}>
          <BrandMark />
        </Link>
        <TitleField
          ref={title}
          id={meta.id}
          title={meta.title}
          editable={mayWrite(role)}
          onChange={setName}
        />
        <StatusBadge status={status} role={role} synced={view.synced} />
        <div className="desk-end" ref={share}>
          <IconLink label={messages.history.open} href={historyPath}>
            <History size={18} aria-hidden="true" />
          </IconLink>
          <People peers={view.peers} more={view.more} user={user} />
          {role === 'owner' && status.state !== 'stopped' && (
            <Button variant="primary" aria-label={messages.editor.share} onPress={() => setDialog('share')}>
              <UserPlus size={16} aria-hidden="true" />
              <span className="desk-share">{messages.editor.share}</span>
            </Button>
          )}
        </div>
      </header>
      {writable && session && <Toolbar quill={session.quill} onLink={() => setDialog('link')} />}
      <main className="sheet-area">
        {status.state === 'stopped' && <StoppedNotice reason={status.reason} />}
        {session && view.kept.length > 0 && (
          <KeptEdits session={session} edits={view.kept} insertable={writable} />
        )}
        {loading && (
          <div className="sheet-loading" role="status">
            <span className="spinner" aria-hidden="true" />
            {slow ? messages.editor.slow : messages.common.loading}
            {slow && <Button onPress={() => location.reload()}>{messages.common.retry}</Button>}
          </div>
        )}
        <div ref={container} className="sheet" data-state={status.state} hidden={loading} />
      </main>
      {dialog === 'share' && (
        <ShareDialog id={meta.id} title={name || messages.list.untitled} onClose={() => setDialog(null)} />
      )}
      {dialog === 'link' && session && <LinkDialog quill={session.quill} onClose={() => setDialog(null)} />}
    </div>
  );
}

/** Moves the focus out of the text: back to the title, or on to the end of the bar. */
function leave(backwards: boolean, title: HTMLElement | null, end: HTMLElement | null): boolean {
  const tools = document.querySelector<HTMLElement>('[role=toolbar] button:not([disabled])');
  const target = backwards ? (tools ?? title) : (end?.querySelector<HTMLElement>('a, button') ?? title);
  target?.focus();
  return target !== null;
}

/** Ctrl-Alt-Shift-H, or Command-Option-Shift-H, shows the history. */
function useHistoryKey(path: string): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const pressed = (event.ctrlKey || event.metaKey) && event.altKey && event.shiftKey;
      if (!pressed || event.code !== 'KeyH') return;
      event.preventDefault();
      navigate(path);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [path, navigate]);
}

function useAfter(ms: number, running: boolean): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    setPassed(false);
    if (!running) return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms, running]);
  return passed;
}
