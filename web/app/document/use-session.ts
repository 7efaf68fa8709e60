import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { session } from '../../api/session.ts';
import { ShutOut, SignedOut } from '../../collab/connection.ts';
import { DocumentSession, NOTHING_YET, type SessionView } from '../../editor/document-session.ts';
import type { KeyActions } from '../../editor/keyboard/bindings.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/**
 * Tells the connection apart whether the session has ended or the server cannot be reached just now. A user can sign in
 * again; for a guest it is over.
 */
function tokenFailed(error: unknown, isGuest: boolean): never {
  if (session.view().state !== 'signed-out') throw error;
  throw isGuest ? new ShutOut() : new SignedOut();
}

// A document that was left is still sent for its user when another account has signed in here.
async function tokenOf(userId: string, isGuest: boolean, get: () => Promise<string>): Promise<string> {
  const token = await get().catch((error) => tokenFailed(error, isGuest));
  const view = session.view();
  const id = view.state === 'signed-in' ? view.user.id : view.state === 'guest' ? view.guest.id : null;
  if (id !== userId) throw new SignedOut();
  return token;
}

/** What the page asks of its open document. */
export interface OpenDocument {
  /** Where the editor goes. */
  container: React.RefObject<HTMLDivElement | null>;
  session: DocumentSession | null;
  view: SessionView;
  /** Opens it anew, after it was stopped. */
  again(): void;
}

/** Opens a document in the page for as long as the page is there. */
export function useDocumentSession(
  options: { docId: string; userId: string; isGuest: boolean },
  actions: KeyActions,
): OpenDocument {
  const { editor, keyboard, sharing } = useMessages();
  const { name: guestName } = sharing.guest;
  const toast = useToast();
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
        keysHint: keyboard.hint,
        link: () => latest.current.link(),
        toTools: () => latest.current.toTools(),
        leave: (backwards) => latest.current.leave(backwards),
      },
      {
        docId,
        userId,
        accessToken: () => tokenOf(userId, isGuest, () => session.accessToken()),
        refreshToken: () => tokenOf(userId, isGuest, () => session.refreshToken()),
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
    keyboard.hint,
    guestName,
    toast,
    attempt,
  ]);

  const subscribe = useCallback(
    (listener: () => void) => opened?.subscribe(listener) ?? (() => undefined),
    [opened],
  );
  const view = useSyncExternalStore(subscribe, () => opened?.view() ?? NOTHING_YET);
  const again = useCallback(() => setAttempt((number) => number + 1), []);
  return { container, session: opened, view, again };
}
