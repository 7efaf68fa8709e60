import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { notifyOpen } from './notify-open.ts';
import { patchDocument } from './queries.ts';

/** What is to change; what is undefined stays. `asRead`: only where the document still is as this row; null for however it is. */
export interface DocumentChange extends Pick<Access, 'document' | 'userId'> {
  title: string | undefined;
  starred: boolean | undefined;
  asRead: DocumentRow | null;
}

/** Renames a document, and stars it for a user, or takes the star away. False, with nothing changed, when somebody was faster. */
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
