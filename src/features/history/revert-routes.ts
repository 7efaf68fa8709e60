import { diffContent } from '../../content/content-diff.ts';
import { readVersion } from '../../content/read-version.ts';
import { readHead, submit } from '../../content/replace-content.ts';
import type { Ops } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { versionTag } from '../../platform/http/etag.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { tellOf } from '../../platform/http/telling.ts';
import { tellOpen } from '../documents/tell-open.ts';
import { touched } from '../documents/touched.ts';
import { findAuthors } from './queries.ts';
import { revertBody, version } from './schemas.ts';
import { undoWork } from './undo.ts';

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
    const body = c.req.valid('json');
    const change =
      'author' in body
        ? await undoWork(c.env, c.var.db, document, body)
        : await bringBack(c.env, c.var.db, document, body.version);
    const committed = await submit(c.env, document, { userId, ...change });
    touched(c, document);
    if ('version' in body && change.delta.length > 0) {
      const [by] = await findAuthors(c.var.db, [userId]);
      const user = { id: userId, name: by?.name ?? '', color: by?.color ?? '' };
      tellOpen(c, document, (stub) => stub.restored({ version: committed, user }));
    }
    await tellOf(c, [{ type: 'document.reverted', docId: document.id, version: committed }]);
    return c.json({ version: committed }, 200, { ETag: versionTag(committed) });
  },
);

async function bringBack(
  env: Env,
  db: Database,
  document: DocumentRow,
  version: number,
): Promise<{ baseVersion: number; delta: Ops }> {
  const past = await readVersion(env, db, document, version);
  const head = await readHead(env, document);
  return { baseVersion: head.version, delta: diffContent(head.ops, JSON.parse(past.ops) as Ops) };
}
