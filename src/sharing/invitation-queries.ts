import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from '../db/access.ts';
import type { Database } from '../db/database.ts';
import { type GivenRole, raiseDirectRole } from '../db/grants.ts';
import { documents, invitations } from '../db/schema.ts';
import type { Told, ToldIfChanged } from './queries.ts';

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

/**
 * Turns an invitation into a permission of this user, and notes that the Document has to be told. False when it was
 * withdrawn meanwhile, or accepted already: then nothing has changed.
 */
export async function acceptInvitation(
  db: Database,
  { id, docId, role }: InvitationRow,
  userId: string,
  told: ToldIfChanged,
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
    told,
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
  ]);
  return outcomes[3].length > 0;
}

/** The invitation of this address, open or not; or undefined. */
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

/** How many invitations of a document are open at `now`. */
export async function countInvitations(db: Database, docId: string, now: number): Promise<number> {
  return db.$count(invitations, and(eq(invitations.docId, docId), gt(invitations.expiresAt, now)));
}

/** Stores an invitation, as it is from then on; one of the same address is renewed, and keeps its id. */
export async function putInvitation(db: Database, row: InvitationRow, told: Told): Promise<InvitationRow> {
  const { role, message, invitedBy, expiresAt } = row;
  const [stored] = await db.batch([
    db
      .insert(invitations)
      .values(row)
      .onConflictDoUpdate({
        target: [invitations.docId, invitations.email],
        set: { role, message, invitedBy, expiresAt },
      })
      .returning(),
    told,
  ]);
  return stored[0] ?? row;
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

/** Takes an invitation back; false when there is none. */
export async function deleteInvitation(
  db: Database,
  docId: string,
  id: string,
  told: ToldIfChanged,
): Promise<boolean> {
  const [gone] = await db.batch([
    db
      .delete(invitations)
      .where(and(eq(invitations.id, id), eq(invitations.docId, docId)))
      .returning({ id: invitations.id }),
    told,
  ]);
  return gone.length > 0;
}
