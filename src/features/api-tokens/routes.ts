import { requirePerson } from '../../platform/http/authentication.ts';
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
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { createToken } from './create-token.ts';
import { deleteToken } from './delete-token.ts';
import { listTokensOf } from './list-tokens.ts';
import { toTokenItem } from './representation.ts';
import { newToken, tokenBody, tokenItem } from './schemas.ts';

/** `/v1/tokens`: the tokens with which programs act for a user. */
export const apiTokenRoutes = featureApp();

const tags = ['API tokens'];

apiTokenRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/tokens',
    access: 'person',
    tags,
    summary: 'List your API tokens',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(tokenItem), 'A page of tokens, newest first'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    return c.json(await listTokensOf(depsOf(c), userId, c.req.valid('query')), 200);
  },
);

apiTokenRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/tokens',
    access: 'person',
    tags,
    summary: 'Create an API token',
    description:
      'Takes a recent sign-in. The token stands in this answer and nowhere else. It never allows more than its user may do; limited to documents, it neither lists nor creates others. A user has at most 50.',
    request: { body: jsonBody(tokenBody) },
    responses: { 201: json(newToken, 'The token'), ...refusals },
  }),
  async (c) => {
    const { name, scopes, docIds = null, expiresAt } = c.req.valid('json');
    const until = expiresAt === undefined ? null : Date.parse(expiresAt);
    const wanted = { name, scopes, docIds, expiresAt: until };
    const { row, token } = await createToken(depsOf(c), knownActorOf(c, requireRecent(c)), wanted);
    return c.json({ ...toTokenItem(row), token }, 201);
  },
);

apiTokenRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/tokens/{tokenId}',
    access: 'person',
    tags,
    summary: 'Delete an API token',
    description: 'Answers when all sockets that it opened are closed.',
    request: { params: z.object({ tokenId: id }) },
    responses: { 204: empty('Deleted'), ...refusals },
  }),
  async (c) => {
    await deleteToken(depsOf(c), knownActorOf(c, requirePerson(c)), c.req.valid('param').tokenId);
    return c.body(null, 204);
  },
);
