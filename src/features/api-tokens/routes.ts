import { randomId } from '../../base/ids.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
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
import { decodeCursor, pageOf, pageQuery, toPage } from '../../platform/http/pagination.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { telling, tellOf } from '../../platform/http/telling.ts';
import { writeWhileSignedIn } from '../../platform/http/while-signed-in.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { hashApiToken, newApiToken } from '../../platform/tokens/api-token.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { closeSockets } from '../sessions/end-sessions.ts';
import {
  type ApiTokenRow,
  deleteToken,
  findToken,
  insertToken,
  knownDocuments,
  listTokens,
} from './queries.ts';
import { newToken, tokenBody, tokenItem } from './schemas.ts';

/** `/v1/tokens`: what programs act for a user with. */
export const apiTokenRoutes = featureApp();

const tags = ['API tokens'];
const HINT_LENGTH = 4;

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
    const { limit, cursor } = c.req.valid('query');
    const rows = await listTokens(c.var.db, userId, {
      after: decodeCursor('tokens', 'number', cursor),
      limit: limit + 1,
    });
    const page = toPage(rows, limit, 'tokens', {
      position: (row) => [row.createdAt, row.id],
      item: toItem,
    });
    return c.json(page, 200);
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
    const { userId, credentialId } = requireRecent(c);
    const { name, scopes, docIds = null, expiresAt } = c.req.valid('json');
    if (docIds !== null) {
      const known = await knownDocuments(c.var.db, userId, docIds);
      const errors = docIds.flatMap((docId, i) =>
        known.has(docId) ? [] : [{ path: `docIds.${i}`, message: 'There is no such document.' }],
      );
      if (errors.length > 0) {
        throw new Problem(422, 'invalid_request', 'The token cannot be limited to these documents.', {
          errors,
        });
      }
    }
    const token = newApiToken();
    const row: ApiTokenRow = {
      id: randomId(),
      userId,
      name,
      hash: hashApiToken(token),
      hint: token.slice(-HINT_LENGTH),
      scopes,
      docIds,
      expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
      lastUsedAt: null,
      createdAt: Date.now(),
    };
    const insert = insertToken(c.var.db, row, quotasOf(c.env).apiTokensPerUser);
    const [stored] = await writeWhileSignedIn(c, credentialId, [insert]);
    if (stored.length === 0) {
      throw new Problem(
        409,
        'too_many_tokens',
        `There are ${quotasOf(c.env).apiTokensPerUser} tokens already. Delete one first.`,
      );
    }
    await tellOf(c, [{ type: 'user.token_created', userId, tokenId: row.id, name, scopes }]);
    return c.json({ ...toItem(row), token }, 201);
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
    const { userId } = requirePerson(c);
    const { tokenId } = c.req.valid('param');
    const row = await findToken(c.var.db, userId, tokenId);
    if (!row) throw notFound('token');
    const told = telling(c, [{ type: 'user.token_deleted', userId, tokenId, name: row.name }]);
    await deleteToken(c.var.db, { userId, id: tokenId }, told.statement);
    told.publish();
    await closeSockets(c, userId, [tokenId]);
    return c.body(null, 204);
  },
);

function toItem(row: ApiTokenRow) {
  const { id, name, hint, scopes, docIds, expiresAt, lastUsedAt, createdAt } = row;
  return {
    id,
    name,
    hint,
    scopes,
    docIds,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  };
}
