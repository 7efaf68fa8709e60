import { newestVersion } from '../../content/newest-version.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { alreadyHas, contentTag } from '../../platform/http/etag.ts';
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
import { Problem } from '../../platform/problem/problem.ts';
import { listSuggestions } from './list-suggestions.ts';
import { makeSuggestion, replaceSuggestion, withdrawSuggestion } from './make-suggestion.ts';
import { readSuggestion } from './read-suggestion.ts';
import { suggestion } from './schemas.ts';
import {
  replacementBody,
  suggestionBody,
  suggestionDetail,
  suggestionParams,
  suggestionStatus,
} from './suggestion-schemas.ts';

/** `/v1/docs/{docId}/suggestions` and `/v1/docs/{docId}/suggestions/{suggestionId}`. */
export const suggestionRoutes = featureApp();

const tags = ['Review'];
const params = z.object({ docId: id });

suggestionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/suggestions',
    access: 'readSuggestions',
    tags,
    summary: 'The suggestions of a document',
    description:
      'In the order of their beginning. An open one is on the newest version; any other is as its author made it. A page may be shorter than `limit`.',
    request: { params, query: z.strictObject({ ...pageQuery, status: suggestionStatus.default('open') }) },
    responses: { 200: json(pageOf(suggestion), 'A page of suggestions'), ...refusals },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readSuggestions');
    return c.json((await listSuggestions(depsOf(c), document, c.req.valid('query'))) as never, 200);
  },
);

suggestionRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/suggestions',
    access: 'suggest',
    tags,
    summary: 'Suggest a change',
    description:
      '`delta` is on `version`, however old. With `text`, `markdown` or `html` instead, the suggestion is what turns the text of that version into this one; of Markdown, what its author changed in the Markdown of that version. For these a token must read, and for an older version than the newest also the history (412). One of which nothing is left by now is `obsolete` from the start.',
    request: { params, body: jsonBody(suggestionBody) },
    responses: { 201: json(suggestion, 'The suggestion'), ...refusals },
  }),
  async (c) => {
    const body = c.req.valid('json');
    // What is left of a whole text says where the text that it is compared with differs.
    const isCompared = body.delta === undefined;
    const actions = isCompared ? (['suggest', 'read'] as const) : 'suggest';
    const access = await requireAccess(c, c.req.valid('param').docId, actions);
    const { document, userId, readsHistory } = access;
    if (isCompared && !readsHistory && body.version < (await newestVersion(c.env, document)))
      throw new Problem(412, 'precondition_failed', 'Without the history, suggest on the newest version.');
    const asked = { document, userId, ...body };
    const { suggestion: made, warnings } = await makeSuggestion(depsOf(c), actorOf(c), asked);
    const Location = `/v1/docs/${document.id}/suggestions/${made.id}`;
    return c.json(made as never, 201, { Location, ...importWarnings(warnings) });
  },
);

suggestionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/suggestions/{suggestionId}',
    access: 'readSuggestions',
    tags,
    summary: 'A suggestion, with its hunks',
    description:
      'On `version`, from its own up to the newest, which is meant without one. One that is not open is known at its own version alone.',
    request: {
      params: suggestionParams,
      query: z.strictObject({ version: z.coerce.number().int().nonnegative().optional() }),
    },
    responses: { 200: json(suggestionDetail, 'The suggestion'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const { docId, suggestionId } = c.req.valid('param');
    const { document } = await requireAccess(c, docId, 'readSuggestions');
    const { version = null } = c.req.valid('query');
    const found = await readSuggestion(depsOf(c), document, { suggestionId, version });
    const tag = contentTag(found);
    if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag });
    return c.json(found as never, 200, { ETag: tag });
  },
);

suggestionRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/docs/{docId}/suggestions/{suggestionId}',
    access: 'suggest',
    tags,
    summary: 'Replace your own suggestion',
    description:
      'Unless it has changed or was decided since `review` (409 `suggestion_changed`). That of a fork is replaced by merging again (409 `suggestion_of_fork`). It is answered at most once a second: what is typed meanwhile goes with the next request. Without `note` the note stays; null takes it away.',
    request: { params: suggestionParams, body: jsonBody(replacementBody) },
    responses: { 200: json(suggestion, 'The suggestion'), ...refusals },
  }),
  async (c) => {
    const { docId, suggestionId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'suggest');
    const asked = { document, userId, suggestionId, ...c.req.valid('json') };
    return c.json((await replaceSuggestion(depsOf(c), actorOf(c), asked)) as never, 200);
  },
);

suggestionRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}/suggestions/{suggestionId}',
    access: 'suggest',
    tags,
    summary: 'Withdraw your own suggestion',
    request: { params: suggestionParams },
    responses: { 204: empty('It is withdrawn'), ...refusals },
  }),
  async (c) => {
    const { docId, suggestionId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'suggest');
    await withdrawSuggestion(depsOf(c), actorOf(c), { document, userId, suggestionId });
    return c.body(null, 204);
  },
);
