import { HTTP_LIMITS } from '../verbs/limits.ts';
import { id, time, z } from './openapi.ts';
import { oneLine } from './text-schemas.ts';

/** A person's name. Other users read it, so it may not contain characters that hide or reverse text. */
export const name = oneLine(HTTP_LIMITS.nameLength);

/** What any signed-in user may know of a user. */
export const publicProfile = z
  .object({
    id,
    name: z.string(),
    color: z.string(),
    avatarUrl: z.string().nullable(),
    /** Present for a guest: a user without an account, admitted by a link. */
    guest: z.literal(true).optional(),
  })
  .openapi('User');

/** What a user knows of themselves. */
export const ownProfile = publicProfile
  .extend({
    email: z.string(),
    emailVerified: z.boolean(),
    preferences: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Account');
