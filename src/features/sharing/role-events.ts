import type { EventBody } from '../../platform/queues/events.ts';
import type { Role } from '../../protocol/role.ts';

/** A user's former and new role in a document; null for none. */
export interface RoleChange {
  docId: string;
  title: string;
  userId: string;
  had: Role | null;
  has: Role;
}

/** The events of a change of role; none when nothing changed. `quiet`: they are not mailed. */
export function roleEvents({ docId, title, userId, had, has }: RoleChange, quiet = false): EventBody[] {
  if (had === has) return [];
  const mark = quiet && { quiet };
  return had === null
    ? [{ type: 'document.shared', docId, title, userId, role: has, ...mark }]
    : [{ type: 'document.role_changed', docId, title, userId, from: had, to: has, ...mark }];
}
