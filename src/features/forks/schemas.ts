import { z } from '../../platform/http/openapi.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { title } from '../documents/schemas.ts';

const version = z.number().int().nonnegative();

/** Body of a fork. */
export const forkBody = z.strictObject({ version: version.optional(), title: title.optional() });

/** Body of a merge. */
export const mergeBody = z.strictObject({
  as: z.enum(['edit']).openapi({ description: '`edit`: it is committed at once' }),
  note: z.string().trim().min(1).max(HTTP_LIMITS.messageLength).optional().openapi({
    description: 'For the owner of the origin, with the notification',
  }),
});

/** What a merge or an update came to. */
export const carriedVersion = z.object({
  version: version.nullable().openapi({ description: 'Null when nothing is new' }),
});
