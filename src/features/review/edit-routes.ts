import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { editText } from './edit-text.ts';
import { editsBody, editsResult } from './suggestion-schemas.ts';

/** `/v1/docs/{docId}/edits`: changes in the Markdown that a program has read, made or suggested. */
export const editRoutes = featureApp();

const tags = ['Content'];
const params = z.object({ docId: id });

editRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/edits',
    access: 'write|suggest',
    tags,
    summary: 'Replace words in the Markdown of a document',
    description:
      'Each `find` must stand exactly once in the Markdown of `baseVersion`: otherwise 422 `find_missing` or `find_ambiguous`, with the places in `errors`, and nothing is changed. All of them are one edit, or with `as` one suggestion.',
    request: { params, body: jsonBody(editsBody) },
    responses: { 200: json(editsResult, 'The version it was committed at, or the suggestion'), ...refusals },
  }),
  async (c) => {
    const asked = c.req.valid('json');
    // The answer says what stands in the text, so that a token that only writes may not ask.
    const actions = [asked.as === 'edit' ? 'write' : 'suggest', 'read'] as const;
    const access = await requireAccess(c, c.req.valid('param').docId, actions);
    return c.json(await editText(depsOf(c), actorOf(c), { ...asked, ...access }), 200);
  },
);
