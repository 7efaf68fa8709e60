import { ownsClientId } from '../../base/ids.ts';
import { submitEdit } from '../../content/submit.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { programOf } from '../../platform/tokens/program-of.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { touched } from './touched.ts';

/** An operation on the version that its author saw; with `client` and `seq` a repeat is deduped. */
export interface SubmittedOperation extends Pick<Access, 'document' | 'userId'> {
  baseVersion: number;
  delta: unknown[];
  client?: string | undefined;
  seq?: number | undefined;
}

/** Submits an operation, and returns it as committed. Throws 422 `foreign_client`, and as `submitEdit`. */
export async function submitOperation(
  deps: Deps,
  actor: Actor,
  { document, userId, baseVersion, delta, client, seq }: SubmittedOperation,
) {
  if (client !== undefined && !ownsClientId(userId, client)) {
    throw new Problem(
      422,
      'foreign_client',
      "A client id must begin with the first 8 characters of its user's id.",
    );
  }
  const identity = client !== undefined && seq !== undefined ? { client, seq } : {};
  const edit = { userId, baseVersion, delta, ...identity, ...programOf(actor) };
  const committed = await submitEdit(deps.env, document, edit);
  touched(deps, document);
  return committed;
}
