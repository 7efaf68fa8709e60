import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import { tellDocument } from '../../content/push-access.ts';
import { heldRole } from '../../platform/db/grants.ts';
import { limitFromAddress } from '../../platform/http/address-limits.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import {
  createRoute,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  time,
  z,
} from '../../platform/http/openapi.ts';
import { colorFor, name } from '../../platform/http/profile.ts';
import { telling } from '../../platform/http/telling.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { ROLES } from '../../protocol/role.ts';
import { beginSession, guestSignedInBody } from '../sessions/sessions.ts';
import { countByLink, findOpenLink, followLink, insertGuest } from './link-queries.ts';
import { linkIdOf } from './link-token.ts';
import { roleEvents } from './members.ts';
import { findMember } from './queries.ts';

/** `/v1/links/{token}`: for whoever has the link. */
export const openLinkRoutes = featureApp();

const tags = ['Sharing'];
const params = z.object({ token: z.string().max(200) });

openLinkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/links/{token}',
    access: 'public',
    tags,
    summary: 'Where a link leads',
    request: { params },
    responses: {
      200: json(
        z.object({
          docId: id,
          title: z.string(),
          role: z.enum(ROLES),
          expiresAt: time.nullable(),
          owner: z.object({ name: z.string() }),
        }),
        'The document, and what the link gives',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const { link, title, owner } = await openLink(c, c.req.valid('param').token);
    const expiresAt = link.expiresAt === null ? null : new Date(link.expiresAt).toISOString();
    return c.json({ docId: link.docId, title, role: link.role, expiresAt, owner }, 200);
  },
);

openLinkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/links/{token}/open',
    access: 'person',
    tags,
    summary: 'Join by a link with an account',
    description: "Gives the link's role, unless your own is as strong. It changes and ends with the link.",
    request: { params },
    responses: { 200: json(z.object({ docId: id, role: z.enum(ROLES) }), 'Your role now'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    const { link, title } = await openLink(c, c.req.valid('param').token);
    const { db } = c.var;
    const { docId } = link;
    const roleNow = async () => {
      const found = await findMember(db, docId, userId);
      return found ? heldRole(found.permission, Date.now()).role : null;
    };
    const had = await roleNow();
    const events = roleEvents({ docId, title, userId, had, has: link.role });
    if (events.length > 0) {
      const told = telling(c, events);
      if (await followLink(db, link, userId, told.statementIfChanged)) {
        told.publish();
        await tellDocument(c.env, db, docId, userId);
      }
    }
    const role = await roleNow();
    if (role === null) throw notFound('link');
    return c.json({ docId, role }, 200);
  },
);

openLinkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/links/{token}/guest',
    access: 'public',
    tags,
    summary: 'Join by a link without an account',
    description:
      'Begins a session that opens this one document, under a name of one’s own choice that is shown as a guest’s. It ends with the link.',
    request: {
      params,
      body: jsonBody(z.strictObject({ name, tokenDelivery: z.enum(['cookie', 'body']).default('cookie') })),
    },
    responses: {
      201: json(
        z.object({
          guest: z.object({ id, name: z.string(), color: z.string() }),
          docId: id,
          role: z.enum(ROLES),
          accessToken: z.string(),
          expiresIn: z.number().int().openapi({ description: 'seconds' }),
          refreshToken: z.string().optional(),
        }),
        'The guest, with a session',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const { name, tokenDelivery } = c.req.valid('json');
    const { db } = c.var;
    await limitFromAddress(c, 'guest-from', HTTP_LIMITS.guestsFromAddress);
    const { link } = await openLink(c, c.req.valid('param').token);
    const { id: linkId, docId, role } = link;
    const guestId = randomId();
    const guest = { id: guestId, docId, linkId, name, color: colorFor(guestId), createdAt: Date.now() };
    const { session, token } = beginSession(guestId, c.req.header('User-Agent'), docId);
    const told = telling(c, [{ type: 'guest.joined', docId, guestId, name }], {
      kind: 'guest',
      userId: guestId,
      credentialId: session.id,
    });
    const bound = { limit: HTTP_LIMITS.guestsPerLink, told: told.statementIfChanged };
    if (!(await insertGuest(db, link, { guest, session }, bound)))
      throw (await countByLink(db, linkId)) >= bound.limit ? linkFull() : notFound('link');
    told.publish();
    const signedIn = await guestSignedInBody(c, { guest, token, delivery: tokenDelivery });
    return c.json({ ...signedIn, docId, role }, 201);
  },
);

function linkFull(): Problem {
  return new Problem(409, 'link_full', 'Too many people have joined by this link. Ask for another way in.');
}

async function openLink(c: Context<AppEnv>, token: string) {
  const linkId = linkIdOf(c.env.ACCOUNT_KEY, token);
  const found = linkId === null ? undefined : await findOpenLink(c.var.db, linkId, Date.now());
  if (!found) throw notFound('link');
  return found;
}
