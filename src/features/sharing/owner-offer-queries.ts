import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { oweIfChanged, raiseEpochIfChanged } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { holdsAt, permissionOf } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { ownsFewer } from '../../platform/db/quotas.ts';
import { documents, invitations, ownerOffers, permissions, users } from '../../platform/db/schema.ts';
import { handBytesOver } from '../../platform/db/uploads.ts';

/** An offer of ownership as stored. */
export type OwnerOfferRow = typeof ownerOffers.$inferSelect;

/** The offer of a document that is valid at `now`; undefined when there is none. */
export async function findOffer(
  db: Database,
  docId: string,
  now: number,
): Promise<OwnerOfferRow | undefined> {
  const where = and(eq(ownerOffers.docId, docId), gt(ownerOffers.expiresAt, now));
  return (await db.select().from(ownerOffers).where(where))[0];
}

/**
 * Offers a document to a member with an account, and replaces an existing offer. Returns false, and changes nothing,
 * when `fromId` is no longer the owner or `toId` no longer such a member.
 */
export async function putOffer(
  db: Database,
  offer: OwnerOfferRow,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const { docId, fromId, toId, expiresAt, createdAt } = offer;
  const isOwner = sql`EXISTS (SELECT 1 FROM ${documents} WHERE ${documents.id} = ${docId} AND ${documents.ownerId} = ${fromId})`;
  const [stored] = await db.batch([
    insertIf(db, ownerOffers, offer, sql`${isOwner} AND ${isMember(docId, toId, createdAt)}`)
      .onConflictDoUpdate({ target: ownerOffers.docId, set: { fromId, toId, expiresAt, createdAt } })
      .returning({ docId: ownerOffers.docId }),
    outgoing,
  ]);
  return stored.length > 0;
}

/** Ends the offer of a document to this user; returns false when there is none. */
export async function endOffer(
  db: Database,
  { docId, toId }: Pick<OwnerOfferRow, 'docId' | 'toId'>,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const [ended] = await db.batch([
    db
      .delete(ownerOffers)
      .where(and(eq(ownerOffers.docId, docId), eq(ownerOffers.toId, toId)))
      .returning({ docId: ownerOffers.docId }),
    outgoing,
  ]);
  return ended.length > 0;
}

/**
 * Makes the user with the offer the document's owner, and the owner an editor. Returns false, and changes nothing, when
 * the offer is no longer valid, or the user owns `limit` documents already, even in a race. `outgoing` must write at
 * least one event.
 */
export async function acceptOffer(
  db: Database,
  { docId, fromId: from, toId: to }: OwnerOfferRow,
  { now, limit, outgoing }: { now: number; limit: number; outgoing: EventStatementIfChanged },
): Promise<boolean> {
  const direct = { linkId: null, directRole: null, expiresAt: null, updatedAt: now };
  const holds = sql`EXISTS (SELECT 1 FROM ${ownerOffers} WHERE ${ownerOffers.docId} = ${docId} AND ${ownerOffers.fromId} = ${from} AND ${ownerOffers.toId} = ${to} AND ${ownerOffers.expiresAt} > ${now})`;
  const isOwner = (userId: string) =>
    sql`EXISTS (SELECT 1 FROM ${documents} WHERE ${documents.id} = ${docId} AND ${documents.ownerId} = ${userId})`;
  const [changed] = await db.batch([
    db
      .update(documents)
      .set({ ownerId: to })
      .where(
        and(
          eq(documents.id, docId),
          eq(documents.ownerId, from),
          isNull(documents.deletedAt),
          holds,
          isMember(docId, to, now),
          ownsFewer(to, limit),
        ),
      )
      .returning({ id: documents.id }),
    outgoing,
    // Each statement checks the one before it: a refused user may retry in a loop without making connections stale.
    raiseEpochIfChanged(db, docId),
    oweIfChanged(db, docId, from, now),
    oweIfChanged(db, docId, to, now),
    db
      .update(permissions)
      .set({ role: 'owner', ...direct })
      .where(and(permissionOf(docId, to), isOwner(to))),
    db
      .update(permissions)
      .set({ role: 'editor', ...direct })
      .where(and(permissionOf(docId, from), isOwner(to), eq(permissions.role, 'owner'))),
    // Only an owner may invite, so pending invitations now come from the new owner.
    db
      .update(invitations)
      .set({ invitedBy: to })
      .where(and(eq(invitations.docId, docId), isOwner(to))),
    handBytesOver(db, { docId, from, to }, isOwner(to)),
    db.delete(ownerOffers).where(and(eq(ownerOffers.docId, docId), isOwner(to))),
  ]);
  return changed.length > 0;
}

function isMember(docId: string, userId: string, now: number) {
  return sql`EXISTS (SELECT 1 FROM ${permissions} JOIN ${users} ON ${users.id} = ${permissions.userId} WHERE ${permissionOf(docId, userId)} AND ${holdsAt(now)})`;
}
