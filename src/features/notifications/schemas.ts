import { id, time, z } from '../../platform/http/openapi.ts';
import { NOTIFICATION_KINDS } from '../../protocol/notification-kinds.ts';
import { DIGEST_INTERVALS, MAIL_CHOICES } from './kinds.ts';

/** A notification in the API's form. */
export const notificationItem = z
  .object({
    id,
    kind: z.enum(NOTIFICATION_KINDS),
    actor: z.object({ id, name: z.string(), color: z.string() }).nullable(),
    document: z.object({ id, title: z.string() }).nullable(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    createdAt: time,
    readAt: time.nullable(),
  })
  .openapi('Notification');

/** A user's notification preferences. */
export const preferences = z.strictObject({
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
