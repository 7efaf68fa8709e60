import type { SuggestionPart } from '../../../durable-objects/document/rpc.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { createRoute, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { decideSuggestion } from './decide-suggestion.ts';
import { suggestion } from './schemas.ts';
import { decisionBody, suggestionParams } from './suggestion-schemas.ts';

/** `/v1/docs/{docId}/suggestions/{suggestionId}/accept` and `…/reject`. */
export const decisionRoutes = featureApp();

const tags = ['Review'];
const request = { params: suggestionParams, body: jsonBody(decisionBody) };

decisionRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/suggestions/{suggestionId}/accept',
    access: 'decide',
    tags,
    summary: 'Accept a suggestion, or hunks of it',
    description:
      'As one operation, whose author is the suggester. `hunks` are those of the suggestion as it is at `version`. A repeat has the same answer; what was decided otherwise is 409 `already_decided`.',
    request,
    responses: {
      200: json(z.object({ version: z.number().int() }), 'The version that committed it'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId, suggestionId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'decide');
    const decision = {
      document,
      userId,
      suggestionId,
      kind: 'accepted',
      part: partOf(c.req.valid('json')),
    } as const;
    const { version } = await decideSuggestion(depsOf(c), actorOf(c), decision);
    return c.json({ version: version as number }, 200);
  },
);

decisionRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/suggestions/{suggestionId}/reject',
    access: 'decide',
    tags,
    summary: 'Reject a suggestion, or hunks of it',
    description: 'What is left after a part was decided stays open.',
    request,
    responses: { 200: json(suggestion, 'The suggestion'), ...refusals },
  }),
  async (c) => {
    const { docId, suggestionId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'decide');
    const decision = {
      document,
      userId,
      suggestionId,
      kind: 'rejected',
      part: partOf(c.req.valid('json')),
    } as const;
    const decided = await decideSuggestion(depsOf(c), actorOf(c), decision);
    return c.json(decided.suggestion as never, 200);
  },
);

function partOf(body: z.infer<typeof decisionBody>): SuggestionPart | null {
  return body.hunks === undefined ? null : (body as SuggestionPart);
}
