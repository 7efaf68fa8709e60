import type { DocumentRow } from '../../platform/db/access.ts';
import { needsTouch, touchDocument } from '../../platform/db/touch.ts';
import type { Deps } from '../../platform/events/deps.ts';

/** Records that a document has just been changed. It is not awaited, and its failure does not fail the request. */
export function touched({ db, log, defer }: Deps, document: DocumentRow): void {
  const now = Date.now();
  if (!needsTouch(document, now)) return;
  defer(
    touchDocument(db, document.id, now).catch((error: unknown) => {
      log.warn('a document could not be touched', { docId: document.id, error: String(error) });
    }),
  );
}
