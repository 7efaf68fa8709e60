import { requirePerson } from '../../platform/http/authentication.ts';
import { actorOf, depsOf, knownActorOf } from '../../platform/http/deps.ts';
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
import { name } from '../../platform/http/profile.ts';
import { deliver } from '../../platform/http/refresh-cookie.ts';
import { ROLES } from '../../protocol/role.ts';
import { comeAsGuest, comeByLink, openLink } from './come-by-link.ts';

/** `/v1/links/{token}`: for holders of the link. */
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
    const { link, title, owner } = await openLink(depsOf(c), c.req.valid('param').token);
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
    const actor = knownActorOf(c, requirePerson(c));
    return c.json(await comeByLink(depsOf(c), actor, c.req.valid('param').token), 200);
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
    const guest = { token: c.req.valid('param').token, name };
    const { signedIn, docId, role } = await comeAsGuest(depsOf(c), actorOf(c), guest);
    return c.json({ ...deliver(c, signedIn, tokenDelivery), docId, role }, 201);
  },
);
