import type { NotificationKind } from '../../../src/protocol/notification-kinds.ts';
import { SCOPES, type Scope } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import type { GivenRole } from '../../api/sharing.ts';

// The API has comments and suggestions in its tables, so that what is built on it stays; nothing does anything with them
// yet. A control for what is not there would only mislead.

/** The roles that can be given, strongest first. */
export const OFFERED_ROLES: readonly Exclude<GivenRole, 'commenter'>[] = ['editor', 'viewer'];

/** The scopes that a new API token can have. */
export const OFFERED_SCOPES: readonly Scope[] = SCOPES.filter(
  (scope) => scope !== 'docs:comment' && scope !== 'docs:suggest',
);

/** Whether one can be told of this at all, and so choose how. */
export function isTold(kind: NotificationKind): boolean {
  return kind !== 'comment' && kind !== 'mention';
}

/** A role as what it allows now: who was let in to comment can read. */
export function effectiveRole<R extends Role>(role: R): R | 'viewer' {
  return role === 'commenter' ? 'viewer' : role;
}
