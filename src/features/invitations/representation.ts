import type { InvitationRow } from './invitation-queries.ts';

/** An invitation in the API's form. */
export function toInvitationItem(row: InvitationRow) {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    message: row.message,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}
