import { type Action, may } from '../../protocol/permissions.ts';
import type { Role } from '../../protocol/role.ts';
import { type DocumentRow, findAccess } from '../db/access.ts';
import type { Work } from '../events/work.ts';
import { notFound, Problem } from '../problem/problem.ts';
import { type Caller, documentsOf, meansOf, opens } from '../tokens/caller.ts';

/** What a permitted caller gets: the document, and the caller's role and id. */
export interface Access {
  document: DocumentRow;
  role: Role;
  userId: string;
  /** Whether the caller may see any of the text: a token that may write need not be allowed to. */
  reads: boolean;
  /** Whether the caller may see what the text was: a token that suggests may not. */
  readsHistory: boolean;
  /** Whether the caller may see its threads. */
  readsThreads: boolean;
  /** The only documents that the caller's credential opens; null for all of the user's. */
  among: readonly string[] | null;
}

/**
 * The caller's access to a document for `action`, or for each of several. Throws 404 when the caller may not know of
 * the document, 403 when the role or the credential does not suffice, 410 when the document is in the trash (unless
 * `inTrash` allows that).
 */
export async function accessFor(
  deps: Pick<Work, 'db'>,
  caller: Caller,
  docId: string,
  action: Action | readonly Action[],
  { inTrash = false }: { inTrash?: boolean } = {},
): Promise<Access> {
  const access = await accessOf(deps, caller, docId);
  const actions = typeof action === 'string' ? [action] : action;
  if (!actions.every((each) => may(access.role, each, meansOf(caller)))) throw forbidden(access);
  if (access.document.deletedAt !== null && !inTrash) {
    throw new Problem(410, 'deleted', 'The document is in the trash.');
  }
  return access;
}

/** Throws as `accessFor` does unless the caller may do at least one of these to the document, in the trash or not. */
export async function accessForAny(
  deps: Pick<Work, 'db'>,
  caller: Caller,
  docId: string,
  actions: readonly Action[],
): Promise<void> {
  const access = await accessOf(deps, caller, docId);
  if (!actions.some((each) => may(access.role, each, meansOf(caller)))) throw forbidden(access);
}

async function accessOf({ db }: Pick<Work, 'db'>, caller: Caller, docId: string): Promise<Access> {
  const access = opens(caller, docId) ? await findAccess(db, docId, caller.userId) : undefined;
  if (!access) throw notFound('document');
  const can = (action: Action): boolean => may(access.role, action, meansOf(caller));
  return {
    ...access,
    userId: caller.userId,
    reads: can('read'),
    readsHistory: can('readHistory'),
    readsThreads: can('readThreads'),
    among: documentsOf(caller),
  };
}

function forbidden({ role }: Access): Problem {
  return new Problem(403, 'forbidden', `The role ${role} does not allow this.`);
}
