import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { DocumentSession } from '../../editor/document-session.ts';
import type { KeyActions } from '../../editor/keyboard/bindings.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { nameOf } from '../share/mention-names.ts';
import { tokensOf } from '../shell/tokens-of.ts';
import { type PageView, usePageView, useViewSource, type ViewSource } from './page-view.ts';

/** An open document, as its page uses it. */
export interface OpenDocument {
  /** The element that contains the editor. */
  container: React.RefObject<HTMLDivElement | null>;
  session: DocumentSession | null;
  view: PageView;
  /** Every change, for the parts that show more than the view. */
  live: ViewSource;
  /** Opens the document again after it stopped. */
  again(): void;
}

/** Opens a document for as long as the page is mounted. */
export function useDocumentSession(
  options: { docId: string; userId: string; isGuest: boolean },
  actions: KeyActions & { importFiles(files: readonly File[]): void },
): OpenDocument {
  const { editor, keyboard, sharing } = useMessages();
  const { name: guestName } = sharing.guest;
  const toast = useToast();
  const queries = useQueryClient();
  const container = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<DocumentSession | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(actions);
  latest.current = actions;
  const { docId, userId, isGuest } = options;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another session.
  useEffect(() => {
    const host = container.current;
    if (!host) return;
    const element = document.createElement('div');
    host.append(element);
    const created = new DocumentSession(
      element,
      {
        label: editor.textLabel,
        placeholder: editor.placeholder,
        guestName,
        leftOut: (why) => {
          const reasons = [...why].map((reason) => editor.leftOut[reason]);
          toast({ text: reasons.join(' '), tone: 'error' });
        },
        importFiles: isGuest ? null : (files) => latest.current.importFiles(files),
        keysHint: keyboard.hint,
        awaited: editor.uploads.awaited,
        blocks: editor.blocks,
        mentions: { nameOf: nameOf(queries, docId), words: editor.blocks.mentions },
        link: () => latest.current.link(),
        footnote: () => latest.current.footnote(),
        toTools: () => latest.current.toTools(),
        leave: (backwards) => latest.current.leave(backwards),
      },
      {
        docId,
        userId,
        ...tokensOf(userId, isGuest),
      },
    );
    setOpened(created);
    created.start();
    return () => {
      created.stop();
      element.remove();
      setOpened(null);
    };
  }, [
    docId,
    userId,
    isGuest,
    editor.textLabel,
    editor.placeholder,
    editor.leftOut,
    editor.uploads.awaited,
    editor.blocks,
    queries,
    keyboard.hint,
    guestName,
    toast,
    attempt,
  ]);

  const live = useViewSource(opened);
  const view = usePageView(live);
  const again = useCallback(() => setAttempt((number) => number + 1), []);
  return { container, session: opened, view, live, again };
}
