import { time, z } from '../../platform/http/openapi.ts';
import { publicProfile } from '../../platform/http/profile.ts';
import { lines } from '../../platform/http/text-schemas.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { ROLES } from '../../protocol/role.ts';

/** The message of an invitation or a request: other users read it, so it has nothing that hides or reverses text. */
export const message = lines(HTTP_LIMITS.messageLength);

/** A role that can be given, in a body. */
export const givenRole = z.enum(['editor', 'commenter', 'viewer']);

/** A user with access to the document. */
export const member = z
  .object({
    user: publicProfile,
    role: z.enum(ROLES),
    since: time,
    via: z.enum(['direct', 'link']).openapi({ description: '`link`: it changes and ends with the link' }),
    expiresAt: time.nullable(),
    offeredUntil: time.nullable().openapi({
      description: 'The owner offers them the document until then; shown only to the owner and to them',
    }),
  })
  .openapi('Member');
