import { requirePerson, requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
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
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { clearRefreshCookie } from '../../platform/http/refresh-cookie.ts';
import { notFound } from '../../platform/problem/problem.ts';
import { endSessionsEverywhere } from './end-sessions.ts';
import { listSessionsOf } from './list-sessions.ts';
import { toSessionItem } from './representation.ts';
import { logoutAllBody, sessionBody, sessionItem } from './schemas.ts';
import { nameSession } from './session-queries.ts';

/** `/v1/auth/sessions` and `/v1/auth/logout-all`. */
export const sessionRoutes = featureApp();

const tags = ['Auth'];
const params = z.object({ sessionId: id });

sessionRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/logout-all',
    access: 'person',
    tags,
    summary: 'End every session',
    description:
      'With `exceptCurrent`, every one but that of the bearer token. Sockets that they opened close.',
    request: { body: { content: { 'application/json': { schema: logoutAllBody } } } },
    responses: { 204: empty('Ended'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requireUser(c);
    const keepsCurrent = c.req.valid('json')?.exceptCurrent === true;
    if (!keepsCurrent) clearRefreshCookie(c);
    await endSessionsEverywhere(depsOf(c), actorOf(c), {
      userId,
      sessions: keepsCurrent ? { allBut: credentialId } : 'all',
      reason: keepsCurrent ? 'ended' : 'logout',
    });
    return c.body(null, 204);
  },
);

sessionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/sessions',
    access: 'person',
    tags,
    summary: 'Where the user is signed in',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(sessionItem), 'A page of sessions, newest first'), ...refusals },
  }),
  async (c) => {
    return c.json(await listSessionsOf(depsOf(c), requirePerson(c), c.req.valid('query')), 200);
  },
);

sessionRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/v1/auth/sessions/{sessionId}',
    access: 'person',
    tags,
    summary: 'Name a session',
    description: 'With null it is named after its device again.',
    request: { params, body: jsonBody(sessionBody) },
    responses: { 200: json(sessionItem, 'The session'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requirePerson(c);
    const { sessionId } = c.req.valid('param');
    const { name } = c.req.valid('json');
    const row = await nameSession(c.var.db, userId, { id: sessionId, name, now: Date.now() });
    if (!row) throw notFound('session');
    return c.json(toSessionItem(row, credentialId), 200);
  },
);

sessionRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/auth/sessions/{sessionId}',
    access: 'person',
    tags,
    summary: 'End a session',
    description: 'Answers when all sockets that it opened are closed.',
    request: { params },
    responses: { 204: empty('Ended'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    const { sessionId } = c.req.valid('param');
    const ended = await endSessionsEverywhere(depsOf(c), actorOf(c), {
      userId,
      sessions: [sessionId],
      reason: 'ended',
    });
    if (ended.length === 0) throw notFound('session');
    return c.body(null, 204);
  },
);
