import { requireUser } from '../../platform/http/authentication.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../platform/http/pagination.ts';
import { NOTIFICATION_KINDS } from '../../protocol/notification-kinds.ts';
import { DIGEST_INTERVALS, MAIL_CHOICES } from './kinds.ts';
import { sendLive } from './live.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { countUnread, listNotifications, markRead } from './queries.ts';
import { notificationItem, toNotificationItem } from './representation.ts';

/** `/v1/notifications`, but for the live channel and unsubscribing. */
export const notificationRoutes = featureApp();

const tags = ['Notifications'];
const ORDER = 'notifications';
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
    const { userId } = requireUser(c);
    const { limit, cursor, unread } = c.req.valid('query');
    const now = Date.now();
    const after = decodeCursor(ORDER, 'number', cursor);
    const options = { unread: unread === 'true', after, limit: limit + 1, now };
    const [rows, count] = await Promise.all([
      listNotifications(c.var.db, userId, options),
      countUnread(c.var.db, userId, now),
    ]);
    const page = toPage(rows, limit, ORDER, {
      position: ({ notification }) => [notification.createdAt, notification.id],
      item: toNotificationItem,
    });
    return c.json({ ...page, unread: count }, 200);
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
    const { userId } = requireUser(c);
    const body = c.req.valid('json');
    const now = Date.now();
    await markRead(c.var.db, userId, 'ids' in body ? body.ids : 'all', now);
    c.executionCtx.waitUntil(sendLive({ env: c.env, db: c.var.db, log: c.var.log }, userId, null));
    return c.json({ unread: await countUnread(c.var.db, userId, now) }, 200);
  },
);

const preferences = z.strictObject({
  items: z
    .array(
      z.strictObject({
        kind: z.enum(NOTIFICATION_KINDS),
        inApp: z.boolean(),
        mail: z.enum(MAIL_CHOICES),
      }),
    )
    .max(NOTIFICATION_KINDS.length),
  digest: z.enum(DIGEST_INTERVALS),
});

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
