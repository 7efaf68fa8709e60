import { id, time, z } from '../../platform/http/openapi.ts';
import { name } from '../../platform/http/profile.ts';

/** A valid session. */
export const sessionItem = z
  .object({
    id,
    name: z.string().nullable().openapi({ description: 'What the user calls it' }),
    device: z.string().openapi({ example: 'Firefox on Windows' }),
    userAgent: z.string(),
    createdAt: time,
    lastUsedAt: time,
    expiresAt: time,
    current: z.boolean(),
  })
  .openapi('Session');

/** Body of a session's PATCH. */
export const sessionBody = z.strictObject({ name: name.nullable() });
/** Body of `logout-all`, which is optional. */
export const logoutAllBody = z.strictObject({ exceptCurrent: z.boolean().optional() }).optional();
