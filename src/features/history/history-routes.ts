import { readVersion } from '../../content/read-version.ts';
import { depsOf } from '../../platform/http/deps.ts';
import { alreadyHas } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, json, refusals, z } from '../../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { immutable, pastTag } from '../../platform/http/past-tag.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { listRevisionsOf } from './list-revisions.ts';
import { pastText, revision, versionParameter } from './schemas.ts';

/** `/v1/docs/{docId}/history`: a document's revisions and past versions. */
export const pastRoutes = featureApp();

pastRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/history',
    access: 'readHistory',
    tags: ['History'],
    summary: 'Revisions, or the document as of a version',
    description:
      'Without `version` a page of revisions, newest first: runs of operations by the same people without a pause of 5 minutes. With `version` the text exactly as it was then.',
    request: {
      params: z.object({ docId: id }),
      query: z
        .strictObject({ ...pageQuery, version: versionParameter.optional() })
        .refine(({ version, cursor }) => version === undefined || cursor === undefined, {
          path: ['cursor'],
          message: 'does not go with version',
        }),
    },
    responses: {
      200: json(z.union([pageOf(revision), pastText]), 'A page of revisions, or the text as it was'),
      304: empty('Unchanged'),
      ...refusals,
    },
  }),
  async (c) => {
    const { version, ...page } = c.req.valid('query');
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    if (version === undefined) return c.json(await listRevisionsOf(depsOf(c), document, page), 200);
    const tag = pastTag(document, version);
    const headers = immutable(tag);
    // D1 lags behind the document: every version that D1 has exists.
    if (version <= document.version && alreadyHas(c, tag)) return c.body(null, 304, headers);
    const past = await readVersion(c.env, c.var.db, document, version);
    const body = `{"version":${version},"ops":${past.ops},"at":${JSON.stringify(past.at)}}`;
    return new Response(body, { headers: { 'Content-Type': 'application/json', ...headers } }) as never;
  },
);
