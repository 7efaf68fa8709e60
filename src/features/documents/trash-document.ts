import { pushAccess } from '../../content/push-access.ts';
import { type DocumentRow, WHOLE_DOCUMENT } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { setTrashed } from './queries.ts';

/**
 * Puts a document into the trash; when it resolves, all its sockets are closed. `asRead`: only if the row is still this
 * one; null does not check. Returns false, and changes nothing, when another request came first. Throws 503 when the
 * Document cannot be told: a repeat, or the sweep, completes it.
 */
export async function trashDocument(
  deps: Deps,
  actor: Actor,
  { document, asRead }: { document: DocumentRow; asRead: DocumentRow | null },
): Promise<boolean> {
  const { env, db } = deps;
  const { id: docId, title, deletedAt } = document;
  // A repeat: the Document may not have been told the first time.
  if (deletedAt === null) {
    const outgoing = outgoingEvents(deps, actor, [
      { type: 'document.deleted', docId, title, permanent: false },
    ]);
    const guard = { asRead, outgoing: outgoing.statementIfChanged };
    if (!(await setTrashed(db, docId, Date.now(), guard))) return false;
    outgoing.publish();
  }
  await pushAccess(env, db, docId, WHOLE_DOCUMENT);
  return true;
}

/** Takes a document out of the trash; no effect on one that is not in it. Throws 503 as `trashDocument`. */
export async function restoreDocument(
  deps: Deps,
  actor: Actor,
  { id: docId, title, deletedAt }: DocumentRow,
): Promise<void> {
  const { env, db } = deps;
  if (deletedAt !== null) {
    const outgoing = outgoingEvents(deps, actor, [{ type: 'document.restored', docId, title }]);
    const guard = { asRead: null, outgoing: outgoing.statementIfChanged };
    if (await setTrashed(db, docId, null, guard)) outgoing.publish();
  }
  await pushAccess(env, db, docId, WHOLE_DOCUMENT);
}
