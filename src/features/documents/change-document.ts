import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { notifyOpen } from './notify-open.ts';
import { patchDocument } from './queries.ts';

/**
 * The change of a document; undefined fields stay. `asRead`: applies only if the row is still this one; null applies it
 * always.
 */
export interface DocumentChange extends Pick<Access, 'document' | 'userId'> {
  title: string | undefined;
  starred: boolean | undefined;
  asRead: DocumentRow | null;
}

/**
 * Renames a document, and sets or removes a user's star. Returns false, and changes nothing, when another request came
 * first.
 */
export async function changeDocument(
  deps: Deps,
  actor: Actor,
  { document, userId, title, starred, asRead }: DocumentChange,
): Promise<boolean> {
  const { id: docId } = document;
  const isRenamed = title !== undefined && title !== document.title;
  const outgoing = outgoingEvents(deps, actor, [{ type: 'document.renamed', docId, title: title ?? '' }]);
  const change = { userId, title: isRenamed ? title : undefined, starred };
  const at = await patchDocument(deps.db, docId, change, { asRead, outgoing: outgoing.statementIfChanged });
  if (at === null) return false;
  if (isRenamed) {
    outgoing.publish();
    notifyOpen(deps, document, (stub) => stub.renamed({ title, at }));
  }
  return true;
}
