import { requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { contentTag } from '../../platform/http/etag.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { NEW, toDocumentItem } from '../documents/representation.ts';
import { documentItem } from '../documents/schemas.ts';
import { compareFork } from './compare-fork.ts';
import { forkDocument } from './fork-document.ts';
import { mergeFork, updateFork } from './merge-fork.ts';
import { pairAccess } from './origin-access.ts';
import { carriedVersion, forkBody, forkOrigin, mergeBody, merged } from './schemas.ts';
import { suggestFork } from './suggest-fork.ts';

/** Forks: a document that begins as another one, and what goes between the two. */
export const forkRoutes = featureApp();

const tags = ['Forks'];
const params = z.object({ docId: id });

forkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/fork',
    access: 'fork',
    tags,
    summary: 'Fork a document',
    description:
      'The caller owns the fork. It begins with the text at `version` (the newest if left out), and stays tied to its origin: what is new in either goes into the other by `merge` and `update`.',
    request: { params, body: { content: { 'application/json': { schema: forkBody } } } },
    responses: { 201: json(documentItem, 'The fork; its address is in Location'), ...refusals },
  }),
  async (c) => {
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'fork');
    const { version = null, title } = c.req.valid('json') ?? {};
    const fork = await forkDocument(depsOf(c), actorOf(c), { origin: document, userId, version, title });
    const origin = { docId: document.id, version: fork.version };
    const item = toDocumentItem({ ...NEW, document: fork.document, origin });
    const headers = { Location: `/v1/docs/${fork.document.id}`, ETag: contentTag(item) };
    return c.json(item, 201, headers);
  },
);

forkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/origin',
    access: 'read',
    tags,
    summary: 'Compare a fork with its origin',
    description:
      'What a merge and an update would change now, as hunks of the text that each would go to. Nothing is written.',
    request: { params },
    responses: { 200: json(forkOrigin, 'The origin, and what is new on both sides'), ...refusals },
  }),
  async (c) => {
    const rights = { ofFork: 'read', ofOrigin: 'read' } as const;
    const pair = await pairAccess(depsOf(c), requireUser(c), c.req.valid('param').docId, rights);
    return c.json(await compareFork(depsOf(c), pair), 200);
  },
);

forkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/merge',
    access: 'mergeFork',
    tags,
    summary: 'Merge a fork into its origin',
    description:
      'Brings everything that was written in the fork since they last met; it merges with what the origin got meanwhile. As an edit it needs the role of an editor in both, and is one operation for each author, who stays its author. As a suggestion it needs that of a commenter in the origin.',
    request: { params, body: jsonBody(mergeBody) },
    responses: { 200: json(merged, 'The version of the origin with it, or the suggestion'), ...refusals },
  }),
  async (c) => {
    const { as, note = null } = c.req.valid('json');
    const ofOrigin = as === 'edit' ? 'write' : 'suggest';
    const rights = { ofFork: 'mergeFork', ofOrigin } as const;
    const pair = await pairAccess(depsOf(c), requireUser(c), c.req.valid('param').docId, rights);
    const merge = { ...pair, note };
    if (as === 'edit') return c.json({ version: await mergeFork(depsOf(c), actorOf(c), merge) }, 200);
    const suggestionId = await suggestFork(depsOf(c), actorOf(c), merge);
    return c.json(suggestionId === null ? { version: null } : { suggestionId }, 200);
  },
);

forkRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/update',
    access: 'updateFork',
    tags,
    summary: 'Update a fork from its origin',
    description:
      'Brings what the origin got since they last met into the fork, except what came from there. Needs the role of an editor in the fork, and one in the origin.',
    request: { params },
    responses: { 200: json(carriedVersion, 'The version of the fork with it'), ...refusals },
  }),
  async (c) => {
    const rights = { ofFork: 'updateFork', ofOrigin: 'fork' } as const;
    const pair = await pairAccess(depsOf(c), requireUser(c), c.req.valid('param').docId, rights);
    return c.json({ version: await updateFork(depsOf(c), actorOf(c), pair) }, 200);
  },
);
