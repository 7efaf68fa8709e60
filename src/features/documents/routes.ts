import type { Context } from 'hono';
import { editProblem } from '../../content/edit-problem.ts';
import { parseContent } from '../../content/incoming-content.ts';
import { tellDocument } from '../../content/push-access.ts';
import { reachDocument } from '../../content/stub.ts';
import { writable } from '../../ot/cut-down.ts';
import type { Ops } from '../../ot/op.ts';
import { snapshotUrl } from '../../platform/archive/signed-url.ts';
import { WHOLE_DOCUMENT } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import {
  alreadyHas,
  contentTag,
  hasPrecondition,
  preconditionFailed,
  requireMatch,
} from '../../platform/http/etag.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
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
import { type Access, requireAccess } from '../../platform/http/require-access.ts';
import { actorOf, telling } from '../../platform/http/telling.ts';
import type { Problem } from '../../platform/problem/problem.ts';
import { documentsOf } from '../../platform/tokens/caller.ts';
import { createNewDocument } from './create.ts';
import { eraseDocument } from './erase.ts';
import * as queries from './queries.ts';
import { toDocumentItem } from './representation.ts';
import { createBody, documentDetail, documentItem, patchBody, sort, title, toListOrder } from './schemas.ts';
import { tellOpen } from './tell-open.ts';

/** `/v1/docs`: what a document is called, who has it, and where it lies. Its text is content-routes.ts. */
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
    const { title, content, region } = c.req.valid('json');
    const ops = content ? parseContent(content, null) : null;
    const document = await createNewDocument(c, { userId, title, region: region ?? null, ops });
    const item = toDocumentItem({ document, role: 'owner', starred: false, offeredUntil: null });
    return c.json(item, 201, { Location: `/v1/docs/${document.id}`, ETag: contentTag(item) });
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
    const caller = requireUser(c);
    const { userId } = caller;
    const { limit, cursor, filter = 'all', sort, q } = c.req.valid('query');
    const order = toListOrder(sort);
    const listing = `docs ${filter} ${sort} ${q ?? ''}`;
    const after = decodeCursor(listing, order.by === 'title' ? 'string' : 'number', cursor);
    const rows = await queries.listDocuments(c.var.db, userId, {
      filter,
      order,
      after,
      words: q ?? null,
      among: documentsOf(caller),
      limit: limit + 1,
    });
    const page = toPage(rows, limit, listing, {
      position: ({ document }) => [document[order.by], document.id],
      item: ({ document, role, starredAt, offeredUntil }) =>
        toDocumentItem({ document, role, starred: starredAt !== null, offeredUntil }),
    });
    return c.json(page, 200);
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
    const item = await describe(c.var.db, access);
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
    // Each field takes its own right.
    const actions = [
      ...(title === undefined ? [] : ['rename' as const]),
      ...(starred === undefined ? [] : ['star' as const]),
    ];
    const access = await requireAccess(c, docId, actions);
    requireMatch(c, contentTag(await describe(c.var.db, access)));
    const isRenamed = title !== undefined && title !== access.document.title;
    const told = telling(c, [{ type: 'document.renamed', docId, title: title ?? '' }]);
    const change = { userId: access.userId, title: isRenamed ? title : undefined, starred };
    const guard = { asRead: hasPrecondition(c) ? access.document : null, told: told.statementIfChanged };
    const at = await queries.patchDocument(c.var.db, docId, change, guard);
    if (at === null) throw await overtaken(c, docId);
    if (isRenamed) {
      told.publish();
      tellOpen(c, access.document, (document) => document.renamed({ title, at }));
    }
    const item = await describe(c.var.db, await requireAccess(c, docId, actions));
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
    requireMatch(c, contentTag(await describe(c.var.db, access)));
    const { title, deletedAt } = access.document;
    if (isPermanent) {
      await eraseDocument(c.env, c.var.db, access.document, c.var.log, actorOf(c));
      return c.body(null, 204);
    }
    // A second time: the Document may not have been told the first time.
    if (deletedAt === null) {
      const told = telling(c, [{ type: 'document.deleted', docId, title, permanent: false }]);
      const guard = { asRead: hasPrecondition(c) ? access.document : null, told: told.statementIfChanged };
      if (!(await queries.setTrashed(c.var.db, docId, Date.now(), guard))) throw await overtaken(c, docId);
      told.publish();
    }
    await tellDocument(c.env, c.var.db, docId, WHOLE_DOCUMENT);
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
    if (document.deletedAt !== null) {
      const told = telling(c, [{ type: 'document.restored', docId, title: document.title }]);
      const guard = { asRead: null, told: told.statementIfChanged };
      if (await queries.setTrashed(c.var.db, docId, null, guard)) told.publish();
    }
    await tellDocument(c.env, c.var.db, docId, WHOLE_DOCUMENT);
    return c.json(await describe(c.var.db, await requireAccess(c, docId, 'restore')), 200);
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
    const { document: original, userId } = await requireAccess(c, c.req.valid('param').docId, 'duplicate');
    const read = await reachDocument(c.env, original, (stub) => stub.read(null));
    if (!read.ok) throw editProblem(read.error);
    const document = await createNewDocument(c, {
      userId,
      title: c.req.valid('json')?.title ?? original.title,
      region: original.region,
      // An upload of the original is none of the copy's; what an older log holds beyond the table is none either.
      ops: writable(JSON.parse(read.value.ops) as Ops, null),
    });
    const item = toDocumentItem({ document, role: 'owner', starred: false, offeredUntil: null });
    return c.json(item, 201, { Location: `/v1/docs/${document.id}`, ETag: contentTag(item) });
  },
);

// Somebody was faster between the look and the writing. Who may not know of the document any more is told that instead.
async function overtaken(c: Context<AppEnv>, docId: string): Promise<Problem> {
  const now = await requireAccess(c, docId, 'read', { inTrash: true });
  return preconditionFailed(contentTag(await describe(c.var.db, now)));
}

async function describe(db: Database, { document, role, userId, reads }: Access) {
  const marks = await queries.findMarks(db, document.id, userId);
  return toDocumentItem({ document: reads ? document : { ...document, excerpt: '' }, role, ...marks });
}
