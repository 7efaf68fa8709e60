import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { type GivenRole, raiseDirectRole } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { documents, invitations } from '../../platform/db/schema.ts';

/** An invitation as stored. */
export type InvitationRow = typeof invitations.$inferSelect;

/** At most `limit` invitations to an address that are open at `now`, with the titles of their documents. */
export async function listInvitationsTo(db: Database, email: string, now: number, limit: number) {
  return db
    .select({ invitation: invitations, title: documents.title })
    .from(invitations)
    .innerJoin(documents, eq(documents.id, invitations.docId))
    .where(and(eq(invitations.email, email), gt(invitations.expiresAt, now)))
    .orderBy(asc(invitations.createdAt))
    .limit(limit);
}

/**
 * Turns an invitation into a permission of this user, and records that the Document must be told. Returns false, and
 * changes nothing, when it was withdrawn meanwhile, or accepted already.
 */
export async function acceptInvitation(
  db: Database,
  { id, docId, role }: InvitationRow,
  userId: string,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const now = Date.now();
  const outcomes = await db.batch([
    ...raiseDirectRole(db, {
      docId,
      userId,
      role: role as GivenRole,
      now,
      onlyIf: sql`EXISTS (SELECT 1 FROM ${invitations} WHERE ${invitations.id} = ${id})`,
    }),
    db.delete(invitations).where(eq(invitations.id, id)).returning({ id: invitations.id }),
    outgoing,
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
  ]);
  return outcomes[3].length > 0;
}

/** The invitation of this address, open or not; undefined when there is none. */
export async function findInvitation(
  db: Database,
  docId: string,
  by: { id: string } | { email: string },
): Promise<InvitationRow | undefined> {
  const where = 'id' in by ? eq(invitations.id, by.id) : eq(invitations.email, by.email);
  return (
    await db
      .select()
      .from(invitations)
      .where(and(eq(invitations.docId, docId), where))
  )[0];
}

/**
 * Stores an invitation, valid from `now`; an existing one of the same address is renewed and keeps its id. Returns
 * undefined, and stores nothing, when `limit` of other addresses are open already, even in a race.
 */
export async function putInvitation(
  db: Database,
  row: InvitationRow,
  { limit, now, outgoing }: { limit: number; now: number; outgoing: EventStatementIfChanged },
): Promise<InvitationRow | undefined> {
  const { docId, email, role, message, invitedBy, expiresAt } = row;
  const others = sql`(SELECT count(*) FROM ${invitations} WHERE ${invitations.docId} = ${docId} AND ${invitations.email} <> ${email} AND ${invitations.expiresAt} > ${now})`;
  const [stored] = await db.batch([
    insertIf(db, invitations, row, sql`${others} < ${limit}`)
      .onConflictDoUpdate({
        target: [invitations.docId, invitations.email],
        set: { role, message, invitedBy, expiresAt },
      })
      .returning(),
    outgoing,
  ]);
  return stored[0];
}

/** `limit` invitations that are open at `now`, by address, after `after`. */
export async function listInvitations(
  db: Database,
  docId: string,
  { after, limit, now }: { after: string | null; limit: number; now: number },
): Promise<InvitationRow[]> {
  const beyond = after === null ? undefined : gt(invitations.email, after);
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.docId, docId), beyond, gt(invitations.expiresAt, now)))
    .orderBy(asc(invitations.email))
    .limit(limit);
}

/** Withdraws an invitation; returns false when there is none. */
export async function deleteInvitation(
  db: Database,
  docId: string,
  id: string,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const [gone] = await db.batch([
    db
      .delete(invitations)
      .where(and(eq(invitations.id, id), eq(invitations.docId, docId)))
      .returning({ id: invitations.id }),
    outgoing,
  ]);
  return gone.length > 0;
}
