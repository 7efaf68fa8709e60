import { newestVersion } from '../../content/newest-version.ts';
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
import { Problem } from '../../platform/problem/problem.ts';
import { findVisit, recordVisit } from './queries.ts';
import { version } from './schemas.ts';

/** `/v1/docs/{docId}/visit`: up to where the caller has seen a document, for "since your last visit". */
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
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const visit = await findVisit(c.var.db, document.id, userId);
    if (visit === undefined) return c.json({ version: null, at: null }, 200);
    // A recovery may have taken back what was seen.
    const head = visit.version <= document.version ? document.version : await newestVersion(c.env, document);
    return c.json({ version: Math.min(visit.version, head), at: new Date(visit.at).toISOString() }, 200);
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
    const seen = c.req.valid('json').version;
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'star');
    const head = seen <= document.version ? document.version : await newestVersion(c.env, document);
    if (seen > head) throw new Problem(422, 'unknown_version', `There is no version ${seen} yet.`);
    await recordVisit(c.var.db, { docId: document.id, userId, version: seen, head, now: Date.now() });
    return c.body(null, 204);
  },
);
