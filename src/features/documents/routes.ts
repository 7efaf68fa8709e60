import type { Context } from 'hono';
import { parseContent } from '../../content/incoming-content.ts';
import { snapshotUrl } from '../../platform/archive/signed-url.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import {
  alreadyHas,
  contentTag,
  hasPrecondition,
  preconditionFailed,
  requireMatch,
} from '../../platform/http/etag.ts';
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
import { requireAccess } from '../../platform/http/require-access.ts';
import { importWarnings } from '../../platform/http/warnings.ts';
import type { Problem } from '../../platform/problem/problem.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { changeDocument } from './change-document.ts';
import { createDocument } from './create-document.ts';
import { describeDocument } from './describe-document.ts';
import { duplicateDocument } from './duplicate-document.ts';
import { eraseDocument } from './erase.ts';
import { type DocumentListing, listDocumentsOf } from './list-documents.ts';
import { NEW, toDocumentItem } from './representation.ts';
import { createBody, documentDetail, documentItem, patchBody, sort, title, toListOrder } from './schemas.ts';
import { restoreDocument, trashDocument } from './trash-document.ts';

/** `/v1/docs`: the metadata of documents: title, owner, region. The text is in content-routes.ts. */
export const documentRoutes = featureApp();

const tags = ['Documents'];
const params = z.object({ docId: id });

documentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs',
    access: 'create',
    tags,
    summary: 'Create a document',
    request: { body: jsonBody(createBody) },
    responses: { 201: json(documentItem, 'The document; its address is in Location'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireUser(c);
    const { title, content, region = null } = c.req.valid('json');
    const parsed = content ? await parseContent(content, null) : null;
    const made = { userId, title, region, ops: parsed?.document ?? null, copyOf: null };
    return created(c, await createDocument(depsOf(c), actorOf(c), made), importWarnings(parsed?.warnings));
  },
);

documentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs',
    access: 'documents',
    tags,
    summary: "The caller's documents",
    request: {
      query: z.strictObject({
        ...pageQuery,
        filter: z.enum(['owned', 'shared', 'starred', 'trash']).optional(),
        sort: sort.default('-updatedAt'),
        q: z.string().max(HTTP_LIMITS.titleLength).optional().openapi({
          description:
            'Words that must stand in the title or the text, each as the beginning of a word, in scripts without spaces anywhere in a run',
        }),
      }),
    },
    responses: { 200: json(pageOf(documentItem), 'A page of documents'), ...refusals },
  }),
  async (c) => {
    const { filter = 'all', sort, q, limit, cursor } = c.req.valid('query');
    const listing: DocumentListing = { filter, order: toListOrder(sort), q, limit, cursor };
    return c.json(await listDocumentsOf(depsOf(c), requireUser(c), listing), 200);
  },
);

documentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}',
    access: 'read',
    tags,
    summary: "A document's metadata",
    request: { params },
    responses: { 200: json(documentDetail, 'The metadata'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const access = await requireAccess(c, c.req.valid('param').docId, 'read', { inTrash: true });
    const item = await describeDocument(depsOf(c), access);
    const tag = contentTag(item);
    if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag });
    const { id, snapshotVersion, generation } = access.document;
    const url = snapshotUrl(
      new URL(c.req.url).origin,
      { docId: id, version: snapshotVersion, generation },
      c.env.URL_SIGNING_KEY,
      Date.now(),
    );
    const detail = { ...item, snapshotVersion, snapshotUrl: access.document.deletedAt === null ? url : null };
    return c.json(detail, 200, { ETag: tag });
  },
);

documentRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/v1/docs/{docId}',
    access: 'star|rename',
    tags,
    summary: 'Rename or star a document',
    request: { params, body: jsonBody(patchBody) },
    responses: { 200: json(documentItem, 'The metadata'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { title, starred } = c.req.valid('json');
    // Each field has its own action.
    const actions = [
      ...(title === undefined ? [] : ['rename' as const]),
      ...(starred === undefined ? [] : ['star' as const]),
    ];
    const access = await requireAccess(c, docId, actions);
    requireMatch(c, contentTag(await describeDocument(depsOf(c), access)));
    const asRead = hasPrecondition(c) ? access.document : null;
    const changed = await changeDocument(depsOf(c), actorOf(c), { ...access, title, starred, asRead });
    if (!changed) throw await overtaken(c, docId);
    const item = await describeDocument(depsOf(c), await requireAccess(c, docId, actions));
    return c.json(item, 200, { ETag: contentTag(item) });
  },
);

documentRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}',
    access: 'trash',
    tags,
    summary: 'Move a document to the trash, or erase it for good',
    request: { params, query: z.strictObject({ permanent: z.enum(['true', 'false']).optional() }) },
    responses: {
      204: empty('It is in the trash, and no socket of it is open; or it is gone for good'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const isPermanent = c.req.valid('query').permanent === 'true';
    const access = await requireAccess(c, docId, isPermanent ? 'erase' : 'trash', { inTrash: true });
    const { document } = access;
    requireMatch(c, contentTag(await describeDocument(depsOf(c), access)));
    const asRead = hasPrecondition(c) ? document : null;
    if (isPermanent) await eraseDocument(depsOf(c), actorOf(c), document);
    else if (!(await trashDocument(depsOf(c), actorOf(c), { document, asRead })))
      throw await overtaken(c, docId);
    return c.body(null, 204);
  },
);

documentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/restore',
    access: 'restore',
    tags,
    summary: 'Take a document out of the trash',
    request: { params },
    responses: { 200: json(documentItem, 'The metadata'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { document } = await requireAccess(c, docId, 'restore', { inTrash: true });
    await restoreDocument(depsOf(c), actorOf(c), document);
    return c.json(await describeDocument(depsOf(c), await requireAccess(c, docId, 'restore')), 200);
  },
);

documentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/duplicate',
    access: 'duplicate',
    tags,
    summary: 'Copy a document',
    description: 'The caller owns the copy; its history begins with the text as it is now.',
    request: {
      params,
      body: { content: { 'application/json': { schema: z.strictObject({ title: title.optional() }) } } },
    },
    responses: { 201: json(documentItem, 'The copy'), ...refusals },
  }),
  async (c) => {
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'duplicate');
    const copy = { original: document, userId, title: c.req.valid('json')?.title };
    return created(c, await duplicateDocument(depsOf(c), actorOf(c), copy));
  },
);

// The response with a new document, for its owner.
function created(c: Context<AppEnv>, document: DocumentRow, headers: Record<string, string> = {}) {
  const item = toDocumentItem({ ...NEW, document });
  return c.json(item, 201, {
    Location: `/v1/docs/${document.id}`,
    ETag: contentTag(item),
    ...headers,
  });
}

// Another request came between reading and writing. A caller who lost access meanwhile gets that refusal instead.
async function overtaken(c: Context<AppEnv>, docId: string): Promise<Problem> {
  const now = await requireAccess(c, docId, 'read', { inTrash: true });
  return preconditionFailed(contentTag(await describeDocument(depsOf(c), now)));
}
