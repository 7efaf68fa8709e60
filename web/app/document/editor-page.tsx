import { History, UserPlus, Users } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { may } from '../../../src/protocol/permissions.ts';
import type { Account, DocumentSummary, Guest } from '../../api/types.ts';
import { returnToText } from '../../editor/caret/keep-caret.ts';
import { FindBar } from '../../editor/find/find-part.ts';
import { useFindKeys } from '../../editor/find/use-find-keys.ts';
import { FootnoteBubble } from '../../editor/footnote/footnote-bubble.tsx';
import { ImageFrame } from '../../editor/images/image-frame.tsx';
import { useHelpKey } from '../../editor/keyboard/use-help-key.ts';
import { LinkBubble } from '../../editor/link/link-bubble.tsx';
import { Outline } from '../../editor/outline/outline-part.ts';
import { printDocument } from '../../editor/print/print-document.ts';
import { Toolbar } from '../../editor/toolbar.tsx';
import { BrandMark } from '../../ui/components/brand.tsx';
import { Button, IconButton, IconLink } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { fetchAhead } from '../../ui/parts/fetch-ahead.ts';
import { ExportDialog } from '../export/export-part.ts';
import type { Visit } from '../history/visit.ts';
import { useOfferedImport } from '../import/offered-import.tsx';
import { ShareDialog } from '../share/share-part.ts';
import { Bell, NotificationList } from '../shell/bell.tsx';
import { GuestBadge } from '../shell/guest-badge.tsx';
import { RestoreButton } from '../shell/restore-button.tsx';
import { HistoryPage } from './arrived-page.ts';
import { DocumentDialog, useAsked, type Which } from './document-dialog.tsx';
import { DocumentMenu } from './document-menu.tsx';
import { useEarlyKey } from './early-key.ts';
import { KeptEdits } from './kept-edits.tsx';
import { firstTool, leaveText } from './leave-text.ts';
import { TextMentions } from './mentions/text-mentions.tsx';
import { ModeControl } from './mode-control.tsx';
import { People } from './people.tsx';
import { Review } from './review-part.tsx';
import { StatusBadge } from './status-badge.tsx';
import { StoppedNotice } from './stopped-notice.tsx';
import { StorageNotices } from './storage-notices.tsx';
import { TitleField } from './title-field.tsx';
import { UploadNotice } from './upload-notice.tsx';
import { useAfter } from './use-after.ts';
import { type CaretPlace, useCaret } from './use-caret.ts';
import { useHistoryKey } from './use-history-key.ts';
import { isTyping, useMode } from './use-mode.ts';
import { useNews } from './use-news.ts';
import { useReturnFromTrash } from './use-return-from-trash.ts';
import { useRoleChanges } from './use-role-changes.ts';
import { useSaw } from './use-saw.ts';
import { useDocumentSession } from './use-session.ts';
import { useUnsent } from './use-unsent.ts';

/** The parts that one press opens. */
const AHEAD = [ShareDialog, HistoryPage, NotificationList, FindBar, Outline, ExportDialog];

/** After this long without a text the page says that it is still trying. */
const SLOW_MS = 5_000;

interface EditorPageProps {
  meta: DocumentSummary;
  user: Account | Guest;
  visit: Visit;
  caret: CaretPlace;
}

/** The page of an open document, for reading or writing. */
export function EditorPage({ meta, user, visit, caret }: EditorPageProps) {
  const messages = useMessages();
  const isGuest = !('email' in user);
  const means = isGuest ? 'guest' : 'person';
  const asked = useAsked();
  const [dialog, setDialog] = useState<Which | null>(asked.request === null && !asked.offer ? null : 'share');
  const { request, offer } = asked;
  // The bell may open this dialog while the document is open, and again for another request.
  useEffect(() => {
    if (request !== null || offer) setDialog('share');
  }, [request, offer]);
  const title = useRef<HTMLInputElement>(null);
  const [reviewSlot, setReviewSlot] = useState<HTMLElement | null>(null);
  const share = useRef<HTMLDivElement>(null);
  const [importFiles, importing] = useOfferedImport();
  const { container, session, view, live, again } = useDocumentSession(
    { docId: meta.id, userId: user.id, isGuest },
    {
      link: () => open('link'),
      footnote: () => open('footnote'),
      toTools: () => firstTool()?.focus(),
      leave: (backwards) => leaveText(backwards, title.current, share.current),
      importFiles,
    },
  );
  const { status } = view;
  const role = view.role ?? meta.role;
  const loading = status.state === 'loading';
  const slow = useAfter(SLOW_MS, loading);
  const here = status.state !== 'stopped' && status.state !== 'rebuilding' && !loading;
  // What is typed goes into the text, or into a suggestion.
  const writable = here && isTyping(view, may(role, 'write', means));
  const hasModes = here && session !== null && view.modes.length > 1;
  const chooseMode = useMode({ docId: meta.id, userId: user.id, isGuest, session, view });
  const mayShare = may(role, 'share', means);
  useRoleChanges(meta.id, view.role);
  useNews(meta.id, user.id, view);
  const lookAgain = useReturnFromTrash(meta.id, view.status, again);
  // From the text, so that the focus returns to it. For a reader, it returns to the button.
  useEffect(
    () => (here ? fetchAhead(isGuest ? [HistoryPage, FindBar, Outline, ExportDialog] : AHEAD) : undefined),
    [here, isGuest],
  );
  useUnsent(session);
  useCaret(writable ? session : null, caret);
  const toText = () => {
    if (writable && session) returnToText(session.quill);
  };
  const open = (which: Which) => {
    toText();
    setDialog(which);
  };

  const historyPath = `/d/${meta.id}/history`;
  useHistoryKey(historyPath);
  const [found, setFound] = useState(0);
  const toFind = () => setFound((count) => count + 1);
  useFindKeys(here ? toFind : null);
  const [hasOutline, setOutline] = useState(false);
  const early = useEarlyKey();
  useHelpKey(() => dialog === null && open('keys'));
  useSaw(live, visit);

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
          editable={may(role, 'rename', means)}
          onEnter={() => session && returnToText(session.quill)}
        />
        <StatusBadge live={live} role={role} />
        <div className="desk-end" ref={share}>
          {here && (
            <DocumentMenu
              meta={meta}
              role={role}
              means={means}
              onDialog={open}
              onFind={toFind}
              onOutline={() => setOutline(true)}
              onPrint={(writesLinks) => session && void printDocument(session.quill, { writesLinks })}
              onOpen={toText}
            />
          )}
          <IconLink label={messages.history.open} href={historyPath}>
            <History size={18} aria-hidden="true" />
          </IconLink>
          <div ref={setReviewSlot} className="desk-slot" />
          <People live={live} user={user} />
          {here && mayShare && (
            <Button
              variant="primary"
              aria-haspopup="dialog"
              aria-label={messages.editor.share}
              onPress={() => open('share')}
            >
              <UserPlus size={16} aria-hidden="true" />
              <span className="desk-share">{messages.editor.share}</span>
            </Button>
          )}
          {here && !mayShare && may(role, 'readMembers', means) && (
            <IconButton
              label={messages.sharing.openPeople}
              aria-haspopup="dialog"
              onPress={() => open('share')}
            >
              <Users size={18} aria-hidden="true" />
            </IconButton>
          )}
          {isGuest ? <GuestBadge docId={meta.id} name={user.name} /> : <Bell onOpen={toText} />}
        </div>
      </header>
      {session && (writable || hasModes) && (
        <div className="tools-bar">
          {writable && (
            <Toolbar
              quill={session.quill}
              onLink={() => open('link')}
              onKeys={() => open('keys')}
              onFootnote={() => open('footnote')}
            />
          )}
          {hasModes && (
            <ModeControl mode={view.mode} modes={view.modes} onChoose={chooseMode} onOpen={toText} />
          )}
        </div>
      )}
      {hasOutline && here && session && (
        <Outline session={session} isWritable={writable} onClose={() => setOutline(false)} />
      )}
      {found > 0 && here && session && (
        <FindBar session={session} isWritable={writable} opened={found} onClose={() => setFound(0)} />
      )}
      <main className="sheet-area">
        <h1 className="visually-hidden">{meta.title || messages.list.untitled}</h1>
        {status.state === 'stopped' && (
          <StoppedNotice reason={status.reason} isGuest={isGuest}>
            {status.reason === 'deleted' && may(role, 'trash', means) && (
              <RestoreButton docId={meta.id} onRestored={lookAgain} />
            )}
          </StoppedNotice>
        )}
        <StorageNotices live={live} />
        <UploadNotice live={live} />
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
        {writable && session && <ImageFrame quill={session.quill} />}
        {here && session && (
          <FootnoteBubble quill={session.quill} onEdit={writable ? () => open('note') : null} />
        )}
        {writable && session && <LinkBubble quill={session.quill} onEdit={() => open('link')} />}
        {writable && session && (
          <TextMentions
            quill={session.quill}
            docId={meta.id}
            userId={user.id}
            mayReadMembers={may(role, 'readMembers', means)}
            hasDocuments={!isGuest}
          />
        )}
      </main>
      {here && session && view.threads && reviewSlot && may(role, 'readThreads', means) && (
        <Review
          docId={meta.id}
          me={user}
          isGuest={isGuest}
          role={role}
          session={session}
          quill={session.quill}
          threads={view.threads}
          suggestions={view.suggestions}
          mode={view.mode}
          slot={reviewSlot}
          early={early}
        />
      )}
      {importing}
      {dialog !== null && (
        <DocumentDialog
          which={dialog}
          meta={meta}
          role={role}
          means={means}
          asked={asked}
          session={session}
          isHere={here}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
