import { requireUser } from '../../platform/http/authentication.ts';
import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
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
import { acceptDocument, endDocumentOffer, offerDocument } from './hand-over.ts';
import { member } from './schemas.ts';

/** `/v1/docs/{docId}/owner`: the offer of a document's ownership, and its acceptance. */
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
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'transfer');
    const offer = { document, toId: c.req.valid('json').userId };
    return c.json(await offerDocument(depsOf(c), knownActorOf(c, requireUser(c)), offer), 202);
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
    const caller = requireUser(c);
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'answerOffer');
    return c.json(await acceptDocument(depsOf(c), knownActorOf(c, caller), { document, caller }), 200);
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
    const { document } = await requireAccess(c, docId, 'answerOffer', { inTrash: true });
    await endDocumentOffer(depsOf(c), knownActorOf(c, requireUser(c)), { document });
    return c.body(null, 204);
  },
);
