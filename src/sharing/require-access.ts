import type { Context } from 'hono';
import { type DocumentRow, findAccess } from '../db/access.ts';
import { requireUser } from '../http/authentication.ts';
import type { AppEnv } from '../http/env.ts';
import { notFound, Problem } from '../http/problem.ts';
import { type Action, may } from '../protocol/permissions.ts';
import type { Role } from '../protocol/role.ts';
import { meansOf, opens } from '../tokens/caller.ts';

/** What a caller who may do something is told: the document, their role and who they are. */
export interface Access {
  document: DocumentRow;
  role: Role;
  userId: string;
}

/**
 * The caller's access to a document for `action`. Throws 401 without a user, 404 when they may not know of it, 403
 * when their role is too low, 410 when it is in the trash (unless `inTrash` says that this is no matter).
 */
export async function requireAccess(
  c: Context<AppEnv>,
  docId: string,
  action: Action,
  { inTrash = false }: { inTrash?: boolean } = {},
): Promise<Access> {
  const caller = requireUser(c);
  const access = opens(caller, docId) ? await findAccess(c.var.db, docId, caller.userId) : undefined;
  if (!access) throw notFound('document');
  if (!may(access.role, action, meansOf(caller)))
    throw new Problem(403, 'forbidden', `A ${access.role} may not do this.`);
  if (access.document.deletedAt !== null && !inTrash) {
    throw new Problem(410, 'deleted', 'The document is in the trash.');
  }
  return { ...access, userId: caller.userId };
}
