import type { MiddlewareHandler } from 'hono';
import { type Action, mayBy } from '../../protocol/permissions.ts';
import { Problem } from '../problem/problem.ts';
import { meansOf } from '../tokens/caller.ts';
import { requirePerson, requireUser } from './authentication.ts';
import type { AppEnv } from './env.ts';
import { requireAdmin, requireAuditor } from './require-admin.ts';

/**
 * Who may call a route at all:
 * - `public`: any caller;
 * - `person`: a signed-in user; neither a guest nor an API token;
 * - `account`: a person, or an API token with `account:read`;
 * - `documents`: a person, or an API token with `docs:read`; for routes about documents, but not about a single one;
 * - `create`: a person, or an API token with `docs:write` that is not limited to documents;
 * - `admin`: the operator;
 * - `auditor`: the operator, and users whose verified address is in ADMIN_EMAILS;
 * - an action: by the table of actions; the route checks the role itself, with `requireAccess`. Several: the caller's
 *   credential allows at least one of them; which one is needed depends on the request.
 */
export type RouteAccess =
  | 'public'
  | 'person'
  | 'account'
  | 'documents'
  | 'create'
  | 'admin'
  | 'auditor'
  | Action
  | `${Action}|${Action}`;

/** Refuses callers whose credential does not fit such a route: 401 without one, 403 with a wrong one. */
export function authorize(access: RouteAccess): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (access === 'public') return next();
    if (access === 'admin') {
      await requireAdmin(c);
      return next();
    }
    if (access === 'auditor') {
      await requireAuditor(c);
      return next();
    }
    if (access === 'person') {
      requirePerson(c);
      return next();
    }
    const caller = requireUser(c);
    const means = meansOf(caller);
    if (means === 'person') return next();
    // A new document is none of those that the token is limited to.
    const limited = caller.kind === 'token' && caller.docIds !== null;
    if (limited && MAKES_A_DOCUMENT.has(access)) throw insufficientScope();
    const scope = SCOPE_OF[access as keyof typeof SCOPE_OF];
    const allowed =
      scope === undefined
        ? access.split('|').some((action) => mayBy(means, action as Action))
        : means !== 'guest' && means.includes(scope);
    if (allowed) return next();
    throw means === 'guest'
      ? new Problem(403, 'person_needed', 'Guests cannot do this.')
      : insufficientScope();
  };
}

function insufficientScope(): Problem {
  return new Problem(403, 'insufficient_scope', 'The API token does not have the scope for this.');
}

const MAKES_A_DOCUMENT: ReadonlySet<RouteAccess> = new Set<RouteAccess>(['create', 'duplicate', 'fork']);

const SCOPE_OF = { account: 'account:read', documents: 'docs:read', create: 'docs:write' } as const;
