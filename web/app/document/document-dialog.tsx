import { useLocation, useSearch } from 'wouter';
import { type Means, may } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { CountDialog } from '../../editor/count-dialog.tsx';
import type { DocumentSession } from '../../editor/document-session.ts';
import { FootnoteDialog } from '../../editor/footnote/footnote-dialog.tsx';
import { KeyboardHelp } from '../../editor/keyboard/keyboard-help.tsx';
import { LinkDialog } from '../../editor/link/link-dialog.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { ExportDialog } from '../export/export-part.ts';
import { ForkDialog } from '../fork/fork-part.ts';
import { ShareDialog } from '../share/share-part.ts';

/** A dialog of an open document; `note`: of the footnote at the caret. */
export type Which = 'share' | 'link' | 'keys' | 'fork' | 'export' | 'footnote' | 'note' | 'count';

/** What the address of the page asks the user to answer, as from mails and notifications. */
export interface Asked {
  /** A request for access. */
  request: string | null;
  /** Whether the document is offered. */
  offer: boolean;
}

/** What the address asks the user to answer. */
export function useAsked(): Asked {
  const query = new URLSearchParams(useSearch());
  return { request: query.get('request'), offer: query.has('offer') };
}

interface DocumentDialogProps {
  which: Which;
  meta: DocumentSummary;
  role: Role;
  means: Means;
  asked: Asked;
  session: DocumentSession | null;
  /** Whether the document is open. */
  isHere: boolean;
  onClose: () => void;
}

/** A dialog over an open document. */
export function DocumentDialog({
  which,
  meta,
  role,
  means,
  asked,
  session,
  isHere,
  onClose,
}: DocumentDialogProps) {
  const messages = useMessages();
  const [, navigate] = useLocation();
  const quill = session?.quill;
  switch (which) {
    case 'share':
      return isHere ? (
        <ShareDialog
          {...asked}
          id={meta.id}
          title={meta.title || messages.list.untitled}
          role={role}
          onClose={onClose}
          onLeft={() => navigate('/')}
        />
      ) : null;
    case 'fork':
      return isHere ? (
        <ForkDialog docId={meta.id} mayWrite={may(role, 'mergeFork', means)} onClose={onClose} />
      ) : null;
    case 'export':
      return <ExportDialog docId={meta.id} version={null} onClose={onClose} />;
    case 'footnote':
    case 'note':
      return quill ? <FootnoteDialog quill={quill} edits={which === 'note'} onClose={onClose} /> : null;
    case 'count':
      return quill ? <CountDialog quill={quill} onClose={onClose} /> : null;
    case 'keys':
      return <KeyboardHelp onClose={onClose} />;
    case 'link':
      return quill ? <LinkDialog quill={quill} onClose={onClose} /> : null;
  }
}
