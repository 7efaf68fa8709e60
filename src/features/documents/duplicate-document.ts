import { editProblem } from '../../content/edit-problem.ts';
import { reachDocument } from '../../content/stub.ts';
import { writable } from '../../ot/cut-down.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { createDocument } from './create-document.ts';

/** A copy of a document's text as it is now, which `userId` owns; under the same title unless another is given. Throws as `createDocument`. */
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
    // An upload of the original is none of the copy's; what an older log holds beyond the table is none either.
    ops: writable(JSON.parse(read.value.ops) as Delta, null),
  });
}
