import type { Context } from 'hono';
import type { Action } from '../../protocol/permissions.ts';
import { type Access, accessFor, accessForAny } from '../verbs/access.ts';
import { requireUser } from './authentication.ts';
import type { AppEnv } from './env.ts';

/** The access of the caller of this request, as `accessFor`; throws 401 without a user too. */
export async function requireAccess(
  c: Context<AppEnv>,
  docId: string,
  action: Action | readonly Action[],
  options: { inTrash?: boolean } = {},
): Promise<Access> {
  return accessFor({ db: c.var.db }, requireUser(c), docId, action, options);
}

/** Throws as `accessForAny` does for the caller of this request, and 401 without a user. */
export async function requireAnyAccess(
  c: Context<AppEnv>,
  docId: string,
  actions: readonly Action[],
): Promise<void> {
  await accessForAny({ db: c.var.db }, requireUser(c), docId, actions);
}
