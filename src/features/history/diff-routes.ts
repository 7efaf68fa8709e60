import { newestVersion } from '../../content/newest-version.ts';
import { depsOf } from '../../platform/http/deps.ts';
import { alreadyHas } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, json, refusals, z } from '../../platform/http/openapi.ts';
import { immutable, pastTag } from '../../platform/http/past-tag.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { readAuthors, readMarkedDiff } from './read-changes.ts';
import { attribution, markedDiff, versionParameter } from './schemas.ts';

/** The changes between two versions, and the authors of a text. Computed from the log, not from the texts. */
export const diffRoutes = featureApp();

const tags = ['History'];
const params = z.object({ docId: id });

diffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/diff',
    access: 'readHistory',
    tags,
    summary: 'What changed between two versions',
    description:
      'The text of both versions in one, each piece that is not in both, or not formatted alike, marked with who did it and when. Without the deleted pieces it is the text at `to`; without the inserted ones, and with `before` laid over the formatted ones, the text at `from`.',
    request: {
      params,
      query: z
        .strictObject({ from: versionParameter, to: versionParameter })
        .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' }),
    },
    responses: { 200: json(markedDiff, 'The marked text'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const { from, to } = c.req.valid('query');
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const tag = pastTag(document, to);
    const headers = immutable(tag);
    if (to <= document.version && alreadyHas(c, tag)) return c.body(null, 304, headers);
    return Response.json(await readMarkedDiff(depsOf(c), { document, from, to }), { headers }) as never;
  },
);

diffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/attribution',
    access: 'readHistory',
    tags,
    summary: 'Who wrote what',
    description:
      'The text of a version (the newest if left out) in runs by one author each. What somebody wrote side by side within a minute is one run, of its newest version; the formats of the text are not included.',
    request: { params, query: z.strictObject({ version: versionParameter.optional() }) },
    responses: { 200: json(attribution, 'The runs'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const asked = c.req.valid('query').version;
    const version = asked ?? (await newestVersion(c.env, document));
    const tag = pastTag(document, version);
    // Without a version the same address has another response later.
    const headers: Record<string, string> = asked === undefined ? { ETag: tag } : immutable(tag);
    if ((asked === undefined || version <= document.version) && alreadyHas(c, tag)) {
      return c.body(null, 304, headers);
    }
    return Response.json(await readAuthors(depsOf(c), { document, version }), { headers }) as never;
  },
);
