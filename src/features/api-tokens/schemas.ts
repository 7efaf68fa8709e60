import { id, time, z } from '../../platform/http/openapi.ts';
import { name } from '../../platform/http/profile.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { SCOPES } from '../../protocol/permissions.ts';

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .transform((given) => SCOPES.filter((scope) => given.includes(scope)))
  .openapi({ type: 'array', items: { type: 'string', enum: [...SCOPES] } });

/** Body of a new API token. */
export const tokenBody = z.strictObject({
  name,
  scopes,
  docIds: z
    .array(id)
    .min(1)
    .max(HTTP_LIMITS.documentsPerApiToken)
    .transform((given) => [...new Set(given)])
    .openapi({
      type: 'array',
      items: { type: 'string' },
      description: 'The only documents that it opens; omitted for all of the user',
    })
    .optional(),
  expiresAt: time
    .refine((text) => Date.parse(text) > Date.now(), 'must lie in the future')
    .openapi({ type: 'string', format: 'date-time' })
    .optional(),
});

/** An API token as its user sees it, without the token. */
export const tokenItem = z
  .object({
    id,
    name: z.string(),
    hint: z.string().openapi({ description: 'The last characters' }),
    scopes: z.array(z.enum(SCOPES)),
    docIds: z.array(id).nullable(),
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable().openapi({ description: 'To the minute' }),
    createdAt: time,
  })
  .openapi('ApiToken');

/** A new API token: the only response that contains the token itself. */
export const newToken = tokenItem.extend({ token: z.string() }).openapi('NewApiToken');
