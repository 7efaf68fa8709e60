import { depsOf } from '../../platform/http/deps.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  time,
  z,
} from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { version } from './schemas.ts';
import { lastVisit, noteVisit } from './visit.ts';

/** `/v1/docs/{docId}/visit`: the last version that the caller has seen, for "since your last visit". */
export const visitRoutes = featureApp();

const tags = ['History'];
const params = z.object({ docId: id });

visitRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/visit',
    access: 'readHistory',
    tags,
    summary: 'Your last visit',
    request: { params },
    responses: {
      200: json(
        z.object({ version: version.nullable(), at: time.nullable() }),
        'What was seen last, and when; nulls for a first visit',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const access = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    return c.json(await lastVisit(depsOf(c), access), 200);
  },
);

visitRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/docs/{docId}/visit',
    access: 'star',
    tags,
    summary: 'Record what the caller has seen',
    description: 'Send it once, when leaving or hiding the document; an older version changes nothing.',
    request: { params, body: jsonBody(z.strictObject({ version })) },
    responses: { 204: empty('Recorded'), ...refusals },
  }),
  async (c) => {
    const access = await requireAccess(c, c.req.valid('param').docId, 'star');
    await noteVisit(depsOf(c), { ...access, version: c.req.valid('json').version });
    return c.body(null, 204);
  },
);
