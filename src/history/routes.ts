import { diffContent } from '../documents/content-diff.ts';
import { documentLost } from '../documents/edit-problem.ts';
import { readHead, submit } from '../documents/replace-content.ts';
import { delta } from '../documents/schemas.ts';
import { type DocumentPlace, reachDocument } from '../documents/stub.ts';
import { alreadyHas, versionTag } from '../http/etag.ts';
import {
  bearer,
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  time,
  z,
} from '../http/openapi.ts';
import { Problem } from '../http/problem.ts';
import type { Ops } from '../ot/op.ts';
import { requireAccess } from '../sharing/require-access.ts';

/** `/v1/docs/{docId}/history` and `/revert`. */
export const historyRoutes = featureApp();

const tags = ['History'];
const params = z.object({ docId: id });
const version = z.number().int().nonnegative();

historyRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/history',
    tags,
    summary: 'The document as of a version',
    security: bearer,
    request: { params, query: z.strictObject({ version: z.coerce.number().int().nonnegative() }) },
    responses: {
      200: json(z.object({ version, ops: delta, at: time }), 'The document as it was'),
      304: empty('Unchanged'),
      ...refusals,
    },
  }),
  async (c) => {
    const { version } = c.req.valid('query');
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readHistory');
    const past = await readAt(c.env, document, version);
    const tag = versionTag(version);
    if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag });
    const body = `{"version":${version},"ops":${past.ops},"at":${JSON.stringify(past.at)}}`;
    return new Response(body, { headers: { 'Content-Type': 'application/json', ETag: tag } }) as never;
  },
);

historyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/revert',
    tags,
    summary: 'Bring an old content back',
    description: 'By a change on the newest version: nothing is lost, and this can be reverted too.',
    security: bearer,
    request: { params, body: jsonBody(z.strictObject({ version })) },
    responses: { 200: json(z.object({ version }), 'The version it was committed at'), ...refusals },
  }),
  async (c) => {
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'revert');
    const past = await readAt(c.env, document, c.req.valid('json').version);
    const head = await readHead(c.env, document);
    const change = diffContent(head.ops, JSON.parse(past.ops) as Ops);
    const committed = await submit(c.env, document, { userId, baseVersion: head.version, delta: change });
    return c.json({ version: committed }, 200, { ETag: versionTag(committed) });
  },
);

async function readAt(env: Env, place: DocumentPlace, version: number) {
  const read = await reachDocument(env, place, (stub) => stub.read(version));
  if (read.ok) return read.value;
  if (read.error.code === 'not_found') throw documentLost();
  throw new Problem(404, 'unknown_version', read.error.message);
}
