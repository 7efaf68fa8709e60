import { id, z } from '../../platform/http/openapi.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { ROLES } from '../../protocol/role.ts';
import { title } from '../documents/schemas.ts';

const version = z.number().int().nonnegative();

/** Body of a fork. */
export const forkBody = z.strictObject({ version: version.optional(), title: title.optional() });

/** Body of a merge. */
export const mergeBody = z.strictObject({
  as: z.enum(['edit', 'suggestion']).openapi({
    description:
      '`edit`: it is committed at once. `suggestion`: as one suggestion, in place of an open one of this fork; what is accepted of it counts as merged',
  }),
  note: z.string().trim().min(1).max(HTTP_LIMITS.messageLength).optional().openapi({
    description: 'For the owner of the origin, with the notification',
  }),
});

/** What a merge came to. */
export const merged = z.object({
  version: version.nullable().optional().openapi({ description: 'Of an edit; null when nothing is new' }),
  suggestionId: id.optional().openapi({ description: 'Of a suggestion' }),
});

/** What an update came to. */
export const carriedVersion = z.object({
  version: version.nullable().openapi({ description: 'Null when nothing is new' }),
});

const coming = z.object({
  version: version.openapi({ description: 'The version of the text that the hunks are in' }),
  hunks: z.array(
    z.object({
      index: z.number().int(),
      length: z.number().int(),
      deleted: z.string(),
      inserted: z.string(),
      before: z.string().openapi({ description: 'What stands before it in its line, up to 80 units' }),
      after: z.string(),
      formatted: z.string().openapi({ description: 'What gets another format, if no text changes' }),
    }),
  ),
  more: z.number().int().openapi({ description: 'How many further hunks there are' }),
});

/** How a fork and its origin differ. */
export const forkOrigin = z
  .object({
    docId: id,
    title: z.string(),
    role: z.enum(ROLES).openapi({ description: "The caller's role in the origin" }),
    version: version.openapi({ description: 'The version that the fork began with' }),
    merge: coming.openapi({ description: 'What a merge would change in the origin' }),
    update: coming.openapi({ description: 'What an update would change in the fork' }),
  })
  .openapi('ForkOrigin');
