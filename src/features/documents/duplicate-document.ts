import { editProblem } from '../../content/edit-problem.ts';
import { reachDocument } from '../../content/stub.ts';
import { writable } from '../../ot/cut-down.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { createDocument } from './create-document.ts';

/**
 * Copies a document's current text into a new document of `userId`, with the same title unless another is given. Throws
 * as `createDocument`.
 */
export async function duplicateDocument(
  deps: Deps,
  actor: Actor,
  { original, userId, title }: { original: DocumentRow; userId: string; title: string | undefined },
): Promise<DocumentRow> {
  const read = await reachDocument(deps.env, original, (stub) => stub.read(null));
  if (!read.ok) throw editProblem(read.error);
  return createDocument(deps, actor, {
    userId,
    title: title ?? original.title,
    region: original.region,
    // The copy cannot use what an older log holds beyond the table of formats.
    ops: writable(JSON.parse(read.value.ops) as Delta, original.id),
    copyOf: original.id,
  });
}
