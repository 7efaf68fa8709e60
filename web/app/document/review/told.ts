import type { Thread } from '../../../../src/protocol/review.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';

/** How long a write waits for the socket to tell of it. */
const TOLD_MS = 4_000;

/** Resolves once the threads are so, or after a few seconds. */
export function told(session: DocumentSession, isSo: (threads: readonly Thread[]) => boolean): Promise<void> {
  return new Promise((done) => {
    const look = (): void => {
      if (isSo(session.view().threads ?? [])) stop();
    };
    const stop = (): void => {
      clearTimeout(timer);
      forget();
      done();
    };
    const timer = setTimeout(() => stop(), TOLD_MS);
    const forget = session.subscribe(look);
    look();
  });
}
