import { type DocumentPlace, type DocumentStub, documentStub } from '../../content/stub.ts';
import type { Deps } from '../../platform/events/deps.ts';

/**
 * Tells clients that have the document open what has just happened to it. Nobody waits for it, and nothing fails by it:
 * a client that was not told learns it from the next answer about the document.
 */
export function notifyOpen(
  { env, log, defer }: Deps,
  place: DocumentPlace,
  tell: (document: DocumentStub) => Promise<void>,
): void {
  defer(
    tell(documentStub(env, place)).catch((error: unknown) => {
      log.warn('an open document could not be told', { docId: place.id, error: String(error) });
    }),
  );
}
