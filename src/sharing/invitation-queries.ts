import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from '../db/access.ts';
import type { Database } from '../db/database.ts';
import type { writeEvents } from '../db/event-outbox.ts';
import { type GivenRole, raiseDirectRole } from '../db/grants.ts';
import { documents, invitations } from '../db/schema.ts';

/** An invitation as stored. */
export type InvitationRow = typeof invitations.$inferSelect;

/** At most `limit` invitations of an address that are open at `now`, with the titles of their documents. */
export async function listInvitationsOf(db: Database, email: string, now: number, limit: number) {
  return db
    .select({ invitation: invitations, title: documents.title })
    .from(invitations)
    .innerJoin(documents, eq(documents.id, invitations.docId))
    .where(and(eq(invitations.email, email), gt(invitations.expiresAt, now)))
    .orderBy(asc(invitations.createdAt))
    .limit(limit);
}

/** Turns an invitation into a permission of this user, unless it was withdrawn meanwhile, and owes the Document to be told. */
export async function acceptInvitation(
  db: Database,
  { id, docId, role }: InvitationRow,
  userId: string,
  told: ReturnType<typeof writeEvents>,
): Promise<void> {
  const now = Date.now();
  await db.batch([
    ...raiseDirectRole(db, {
      docId,
      userId,
      role: role as GivenRole,
      now,
      onlyIf: sql`EXISTS (SELECT 1 FROM ${invitations} WHERE ${invitations.id} = ${id})`,
    }),
    db.delete(invitations).where(eq(invitations.id, id)),
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
    told,
  ]);
}
