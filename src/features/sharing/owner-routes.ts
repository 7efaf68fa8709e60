import type { Context } from 'hono';
import { tellDocumentOfMany } from '../../content/push-access.ts';
import { limitRequests } from '../../platform/http/attempts.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  z,
} from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { telling } from '../../platform/http/telling.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { tooManyDocuments } from '../documents/create.ts';
import { mayMail } from './mail-bounds.ts';
import { member, memberOf } from './members.ts';
import { acceptOffer, endOffer, findOffer, type OwnerOfferRow, putOffer } from './owner-offer-queries.ts';
import { findMember } from './queries.ts';

/** `/v1/docs/{docId}/owner`: a document changes hands when who is offered it accepts. */
export const ownerRoutes = featureApp();

const tags = ['Sharing'];
const params = z.object({ docId: id });

ownerRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/owner',
    access: 'transfer',
    tags,
    summary: 'Offer the document to a member',
    description:
      'To a member with an account, who has 30 days to accept it. Until then nothing changes. A document has one offer: another one takes its place.',
    request: { params, body: jsonBody(z.strictObject({ userId: id })) },
    responses: { 202: json(member, 'The member, with `offeredUntil`'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { userId: toId } = c.req.valid('json');
    const { document, userId: fromId } = await requireAccess(c, docId, 'transfer');
    const { db } = c.var;
    if (toId === fromId) throw new Problem(409, 'already_owner', 'You already own the document.');
    const target = await findMember(db, docId, toId);
    if (!target) throw notAMember();
    if (!target.user) throw new Problem(409, 'guest', 'A guest cannot own a document.');
    const now = Date.now();
    const { ownerOfferLifetime } = HTTP_LIMITS;
    const offer = { docId, fromId, toId, expiresAt: now + ownerOfferLifetime, createdAt: now };
    const standing = await findOffer(db, docId, now);
    // An offer that stands already sends no second notice.
    if (standing?.toId === toId && standing.fromId === fromId)
      return c.json(await memberOf(c, docId, toId), 202);
    await limitRequests(c, `offers:${fromId}`, HTTP_LIMITS.ownerOffersOfUser);
    await limitRequests(c, `offers:${docId}:${toId}`, HTTP_LIMITS.sharesWithPerson);
    const quiet = !(await mayMail(c, { docId, userId: toId }, 'offer')) && { quiet: true };
    const { title } = document;
    const told = telling(c, [
      { type: 'document.owner_offered', docId, title, userId: toId, until: offer.expiresAt, ...quiet },
    ]);
    if (!(await putOffer(db, offer, told.statementIfChanged))) throw notAMember();
    told.publish();
    return c.json(await memberOf(c, docId, toId), 202);
  },
);

ownerRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/owner/accept',
    access: 'answerOffer',
    tags,
    summary: 'Accept an offered document',
    description:
      'The caller owns it then, and who was the owner is an editor. 409 `too_many_documents` where the caller owns as many as an account may.',
    request: { params },
    responses: { 200: json(member, 'The new owner'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'answerOffer');
    const { db } = c.var;
    const now = Date.now();
    const offer = await findOffer(db, docId, now);
    if (offer?.toId !== userId) throw await unlessDone(c, docId, userId);
    const { fromId: from, toId: to } = offer;
    const told = telling(c, [{ type: 'document.owner_changed', docId, title: document.title, from, to }]);
    const limit = quotasOf(c.env).documentsPerUser;
    if (!(await acceptOffer(db, offer, { now, limit, told: told.statementIfChanged })))
      throw (await stands(c, offer)) ? tooManyDocuments(c.env) : await unlessDone(c, docId, userId);
    told.publish();
    await tellDocumentOfMany(c.env, db, docId);
    return c.json(await memberOf(c, docId, userId), 200);
  },
);

ownerRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}/owner',
    access: 'answerOffer',
    tags,
    summary: 'Withdraw an offer, or decline it',
    description: 'By the owner who made it, or by the member who is offered the document.',
    request: { params },
    responses: { 204: empty('The offer has ended'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'answerOffer', { inTrash: true });
    const { db } = c.var;
    const offer = await findOffer(db, docId, Date.now());
    const isParty = offer !== undefined && (offer.toId === userId || document.ownerId === userId);
    if (!isParty) throw notFound('offer');
    const how = offer.toId === userId ? ('declined' as const) : ('withdrawn' as const);
    const { title } = document;
    const told = telling(c, [
      { type: 'document.owner_offer_ended', docId, title, userId: offer.toId, from: offer.fromId, how },
    ]);
    if (!(await endOffer(db, offer, told.statementIfChanged))) throw notFound('offer');
    told.publish();
    return c.body(null, 204);
  },
);

// A repeat finds no offer because the first one took it: what was left to do is to tell the Document.
async function unlessDone(c: Context<AppEnv>, docId: string, userId: string): Promise<Problem> {
  const { document } = await requireAccess(c, docId, 'answerOffer');
  if (document.ownerId !== userId) return notFound('offer');
  await tellDocumentOfMany(c.env, c.var.db, docId);
  return new Problem(409, 'already_owner', 'You already own the document.');
}

async function stands(c: Context<AppEnv>, { docId, fromId, toId }: OwnerOfferRow): Promise<boolean> {
  const offer = await findOffer(c.var.db, docId, Date.now());
  return offer?.fromId === fromId && offer.toId === toId;
}

function notAMember(): Problem {
  return new Problem(409, 'not_a_member', 'Only a member can become the owner: share the document first.');
}
