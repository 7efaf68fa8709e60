import { type DocumentPlace, type DocumentStub, documentStub } from '../../content/stub.ts';
import type { Deps } from '../../platform/events/deps.ts';

/**
 * Notifies clients that have the document open. It is not awaited, and its failure affects nothing: a client that
 * misses it learns of the event from the next response about the document.
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
