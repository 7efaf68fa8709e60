import { createRoute, featureApp, json, refusals, z } from '../../platform/http/openapi.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { NOTIFICATION_KINDS } from '../../protocol/notification-kinds.ts';
import { isSubscribed, unsubscribe } from './preferences.ts';
import { readUnsubscribeToken, type Unsubscription } from './unsubscribe-token.ts';

/** `/v1/notifications/unsubscribe`: for the reader of a mail, without signing in. */
export const unsubscribeRoutes = featureApp();

const tags = ['Notifications'];
const query = z.object({ token: z.string().max(300) });
const state = z.object({
  /** `digest`: all kinds in the digest. */
  kind: z.enum([...NOTIFICATION_KINDS, 'digest']),
  subscribed: z.boolean(),
});

unsubscribeRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/notifications/unsubscribe',
    access: 'public',
    tags,
    summary: 'What the link from a mail would turn off',
    description: 'Changes nothing: mail programs open links before people do.',
    request: { query },
    responses: { 200: json(state, 'What it is about, and whether it is still mailed'), ...refusals },
  }),
  async (c) => {
    const unsubscription = read(c.env, c.req.valid('query').token);
    const subscribed = await isSubscribed(c.var.db, unsubscription);
    return c.json({ kind: unsubscription.from, subscribed }, 200);
  },
);

unsubscribeRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/notifications/unsubscribe',
    access: 'public',
    tags,
    summary: 'Turn off the mails that a link names',
    description:
      'What a mail program posts on one click (RFC 8058), as a form with `List-Unsubscribe=One-Click`; the body is not looked at. Again: the same answer.',
    request: { query },
    responses: { 200: json(state, 'They are off'), ...refusals },
  }),
  async (c) => {
    const unsubscription = read(c.env, c.req.valid('query').token);
    await unsubscribe(c.var.db, unsubscription);
    return c.json({ kind: unsubscription.from, subscribed: false }, 200);
  },
);

function read(env: Env, token: string): Unsubscription {
  const unsubscription = readUnsubscribeToken(env.ACCOUNT_KEY, token);
  if (unsubscription === null)
    throw new Problem(410, 'token_invalid', 'This link is not valid, or it has expired.');
  return unsubscription;
}
