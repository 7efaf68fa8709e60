import type { NotificationKind } from '../../../src/protocol/notification-kinds.ts';
import { SCOPES, type Scope } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import type { GivenRole } from '../../api/sharing.ts';

// The API's tables include comments and suggestions, so that later features fit in; nothing implements them yet. A
// control for a missing feature would mislead.

/** The assignable roles, strongest first. */
export const OFFERED_ROLES: readonly Exclude<GivenRole, 'commenter'>[] = ['editor', 'viewer'];

/** The scopes of a new API token. */
export const OFFERED_SCOPES: readonly Scope[] = SCOPES.filter(
  (scope) => scope !== 'docs:comment' && scope !== 'docs:suggest',
);

const IN_REVIEW: ReadonlySet<NotificationKind> = new Set<NotificationKind>([
  'comment',
  'mention',
  'suggestion',
  'suggestion_decided',
]);

/** Whether this kind of notification exists yet, so that the user can configure it. */
export function isTold(kind: NotificationKind): boolean {
  return !IN_REVIEW.has(kind);
}

/** The role's present effect: a commenter can only read. */
export function effectiveRole<R extends Role>(role: R): R | 'viewer' {
  return role === 'commenter' ? 'viewer' : role;
}
