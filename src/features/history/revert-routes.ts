import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { versionTag } from '../../platform/http/etag.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { revertDocument } from './revert-document.ts';
import { revertBody, version } from './schemas.ts';

/** `/v1/docs/{docId}/revert`. */
export const revertRoutes = featureApp();

revertRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/revert',
    access: 'revert',
    tags: ['History'],
    summary: "Restore an old content, or undo one author's work",
    description:
      'By a change on the newest version: nothing is lost, and this can be reverted too. `{version}` brings the text of that version back. `{author, from, to}` takes out what this author did in the versions after `from`, up to `to`, and leaves what everybody else has done, then and since.',
    request: { params: z.object({ docId: id }), body: jsonBody(revertBody) },
    responses: {
      200: json(
        z.object({ version }),
        'The version it was committed at; the newest one when nothing changed',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'revert');
    const revert = { document, userId, to: c.req.valid('json') };
    const committed = await revertDocument(depsOf(c), actorOf(c), revert);
    return c.json({ version: committed }, 200, { ETag: versionTag(committed) });
  },
);
