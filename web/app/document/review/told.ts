import type { Thread } from '../../../../src/protocol/review.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import type { SessionView } from '../../../editor/session-view.ts';

/** How long a write waits for the socket to tell of it. */
const TOLD_MS = 4_000;

/** Resolves once the threads and suggestions are so, or after a few seconds. */
export async function told(
  session: DocumentSession,
  isSo: (threads: readonly Thread[], suggestions: readonly ShownSuggestion[]) => boolean,
): Promise<void> {
  await seenIn(session, ({ threads, suggestions }) => isSo(threads ?? [], suggestions ?? []));
}

/** Resolves to whether the view of a session came to be so, within a few seconds. */
export function seenIn(
  session: Pick<DocumentSession, 'view' | 'subscribe'>,
  isSo: (view: SessionView) => boolean,
): Promise<boolean> {
  return new Promise((done) => {
    const look = (): void => {
      if (isSo(session.view())) stop(true);
    };
    const stop = (came: boolean): void => {
      clearTimeout(timer);
      forget();
      done(came);
    };
    const timer = setTimeout(() => stop(false), TOLD_MS);
    const forget = session.subscribe(look);
    look();
  });
}
