import type { EventBody } from '../../platform/queues/events.ts';
import type { Role } from '../../protocol/role.ts';

/** From which role to which somebody comes in a document; null for none. */
export interface RoleChange {
  docId: string;
  title: string;
  userId: string;
  had: Role | null;
  has: Role;
}

/** What is told of a change of role: nothing where nothing changed. `quiet`: it is not mailed. */
export function roleEvents({ docId, title, userId, had, has }: RoleChange, quiet = false): EventBody[] {
  if (had === has) return [];
  const mark = quiet && { quiet };
  return had === null
    ? [{ type: 'document.shared', docId, title, userId, role: has, ...mark }]
    : [{ type: 'document.role_changed', docId, title, userId, from: had, to: has, ...mark }];
}
