import { type Role, roleAtLeast } from '../protocol/role.ts';

/** What can be done with a document, and the least role that may. */
const LEAST_ROLE = {
  read: 'viewer',
  readHistory: 'viewer',
  readMembers: 'viewer',
  star: 'viewer',
  leave: 'viewer',
  duplicate: 'viewer',
  comment: 'commenter',
  write: 'editor',
  rename: 'editor',
  revert: 'editor',
  snapshot: 'editor',
  share: 'owner',
  trash: 'owner',
  restore: 'owner',
} as const satisfies Record<string, Role>;

/** Something that can be done with a document. */
export type Action = keyof typeof LEAST_ROLE;

/** Whether `role` may do `action`. */
export function may(role: Role, action: Action): boolean {
  return roleAtLeast(role, LEAST_ROLE[action]);
}
