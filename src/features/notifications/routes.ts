import { requireUser } from '../../platform/http/authentication.ts';
import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { listNotificationsOf } from './list-notifications.ts';
import { markNotificationsRead } from './mark-read.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { notificationItem, preferences } from './schemas.ts';

/** `/v1/notifications`, except the live channel and unsubscribing. */
export const notificationRoutes = featureApp();

const tags = ['Notifications'];
const IDS_AT_ONCE = 90;

notificationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/notifications',
    access: 'person',
    tags,
    summary: 'Notifications, newest first',
    description:
      '`unread` counts all that are unread. What is about a document that the caller may not read any more is left out.',
    request: {
      query: z.strictObject({ ...pageQuery, unread: z.enum(['true', 'false']).default('false') }),
    },
    responses: {
      200: json(pageOf(notificationItem).extend({ unread: z.number().int() }), 'A page of notifications'),
      ...refusals,
    },
  }),
  async (c) => {
    const { limit, cursor, unread } = c.req.valid('query');
    const listing = { unread: unread === 'true', limit, cursor };
    return c.json(await listNotificationsOf(depsOf(c), requireUser(c).userId, listing), 200);
  },
);

notificationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/notifications/read',
    access: 'person',
    tags,
    summary: 'Mark notifications as read',
    description:
      'By ids, or all. Answers how many are unread after that; open live channels are told the same.',
    request: {
      body: jsonBody(
        z.union([
          z.strictObject({ ids: z.array(id).min(1).max(IDS_AT_ONCE) }),
          z.strictObject({ all: z.literal(true) }),
        ]),
      ),
    },
    responses: { 200: json(z.object({ unread: z.number().int() }), 'How many are unread'), ...refusals },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const which = 'ids' in body ? body.ids : 'all';
    const unread = await markNotificationsRead(depsOf(c), knownActorOf(c, requireUser(c)), which);
    return c.json({ unread }, 200);
  },
);

notificationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/notifications/preferences',
    access: 'person',
    tags,
    summary: 'Notification preferences',
    responses: {
      200: json(preferences, 'Every kind, and how often what is gathered is mailed'),
      ...refusals,
    },
  }),
  async (c) => c.json(await readPreferences(c.var.db, requireUser(c).userId), 200),
);

notificationRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/notifications/preferences',
    access: 'person',
    tags,
    summary: 'Set notification preferences',
    description:
      'A kind that is left out gets its default. `security` cannot be turned off: 422 `cannot_be_turned_off`.',
    request: { body: jsonBody(preferences) },
    responses: { 200: json(preferences, 'As it is now'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireUser(c);
    await writePreferences(c.var.db, userId, c.req.valid('json'));
    return c.json(await readPreferences(c.var.db, userId), 200);
  },
);
