import { pushAccessOfMany } from '../../content/push-access.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import type { Caller } from '../../platform/tokens/caller.ts';
import { accessFor } from '../../platform/verbs/access.ts';
import { limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { tooManyDocuments } from '../documents/create-document.ts';
import { mayMail } from './mail-bounds.ts';
import { type Member, memberOf } from './members.ts';
import { acceptOffer, endOffer, findOffer, type OwnerOfferRow, putOffer } from './owner-offer-queries.ts';
import { findMember } from './queries.ts';

type Offered = Pick<DocumentRow, 'id' | 'title'>;

/**
 * Offers the actor's document to a member, valid for 30 days; it replaces another offer. Throws 409 `already_owner`,
 * `guest` or `not_a_member`, 429.
 */
export async function offerDocument(
  deps: Deps,
  actor: KnownActor,
  { document: { id: docId, title }, toId }: { document: Offered; toId: string },
): Promise<Member> {
  const { db } = deps;
  const { userId: fromId } = actor;
  if (toId === fromId) throw new Problem(409, 'already_owner', 'You already own the document.');
  const target = await findMember(db, docId, toId);
  if (!target) throw notAMember();
  if (!target.user) throw new Problem(409, 'guest', 'A guest cannot own a document.');
  const now = Date.now();
  const { ownerOfferLifetime } = HTTP_LIMITS;
  const offer = { docId, fromId, toId, expiresAt: now + ownerOfferLifetime, createdAt: now };
  const standing = await findOffer(db, docId, now);
  // An existing offer sends no second notice.
  if (standing?.toId === toId && standing.fromId === fromId) return memberOf(deps, docId, toId);
  await limitRequests(deps, `offers:${fromId}`, HTTP_LIMITS.ownerOffersOfUser);
  await limitRequests(deps, `offers:${docId}:${toId}`, HTTP_LIMITS.sharesWithPerson);
  const isMailed = await mayMail(deps, actor, { docId, userId: toId, what: 'offer' });
  const quiet = !isMailed && { quiet: true };
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'document.owner_offered', docId, title, userId: toId, until: offer.expiresAt, ...quiet },
  ]);
  if (!(await putOffer(db, offer, outgoing.statementIfChanged))) throw notAMember();
  outgoing.publish();
  return memberOf(deps, docId, toId);
}

/**
 * Accepts the document offered to the actor, who becomes its owner; the former owner becomes an editor. Throws 404
 * without an offer, 409 `already_owner` or `too_many_documents`, 503 when the Document cannot be told.
 */
export async function acceptDocument(
  deps: Deps,
  actor: KnownActor,
  { document: { id: docId, title }, caller }: { document: Offered; caller: Caller },
): Promise<Member> {
  const { env, db } = deps;
  const { userId } = actor;
  const now = Date.now();
  const offer = await findOffer(db, docId, now);
  if (offer?.toId !== userId) throw await unlessDone(deps, caller, docId);
  const { fromId: from, toId: to } = offer;
  const outgoing = outgoingEvents(deps, actor, [{ type: 'document.owner_changed', docId, title, from, to }]);
  const limit = quotasOf(env).documentsPerUser;
  if (!(await acceptOffer(db, offer, { now, limit, outgoing: outgoing.statementIfChanged })))
    throw (await stands(deps, offer)) ? tooManyDocuments(env) : await unlessDone(deps, caller, docId);
  outgoing.publish();
  await pushAccessOfMany(env, db, docId);
  return memberOf(deps, docId, userId);
}

/**
 * Withdraws the offer of a document, if the actor owns it, or declines it, if it is offered to the actor. Throws 404.
 */
export async function endDocumentOffer(
  deps: Deps,
  actor: KnownActor,
  { document }: { document: Offered & Pick<DocumentRow, 'ownerId'> },
): Promise<void> {
  const { db } = deps;
  const { userId } = actor;
  const { id: docId, title, ownerId } = document;
  const offer = await findOffer(db, docId, Date.now());
  const isParty = offer !== undefined && (offer.toId === userId || ownerId === userId);
  if (!isParty) throw notFound('offer');
  const how = offer.toId === userId ? ('declined' as const) : ('withdrawn' as const);
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'document.owner_offer_ended', docId, title, userId: offer.toId, from: offer.fromId, how },
  ]);
  if (!(await endOffer(db, offer, outgoing.statementIfChanged))) throw notFound('offer');
  outgoing.publish();
}

// A repeat finds no offer because the first request accepted it: only telling the Document is left to do.
async function unlessDone(deps: Deps, caller: Caller, docId: string): Promise<Problem> {
  const { env, db } = deps;
  const { document } = await accessFor(deps, caller, docId, 'answerOffer');
  if (document.ownerId !== caller.userId) return notFound('offer');
  await pushAccessOfMany(env, db, docId);
  return new Problem(409, 'already_owner', 'You already own the document.');
}

async function stands({ db }: Deps, { docId, fromId, toId }: OwnerOfferRow): Promise<boolean> {
  const offer = await findOffer(db, docId, Date.now());
  return offer?.fromId === fromId && offer.toId === toId;
}

function notAMember(): Problem {
  return new Problem(409, 'not_a_member', 'Only a member can become the owner: share the document first.');
}
