import { createHash } from 'node:crypto';
import type { users } from '../db/schema.ts';
import { HTTP_LIMITS } from './limits.ts';
import { id, time, z } from './openapi.ts';
import { oneLine } from './text-schemas.ts';

/** A person's name. Others read it, so it has no characters that hide or reverse text. */
export const name = oneLine(HTTP_LIMITS.nameLength);

/** What any signed-in user may know of a user. */
export const publicProfile = z
  .object({
    id,
    name: z.string(),
    color: z.string(),
    avatarUrl: z.string().nullable(),
    /** Present for a guest without an account, whom a link let in. */
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

type UserRow = typeof users.$inferSelect;

/** A user as others see them. */
export function toPublicProfile(user: Pick<UserRow, 'id' | 'name' | 'color' | 'avatarUrl'>) {
  return { id: user.id, name: user.name, color: user.color, avatarUrl: user.avatarUrl };
}

/** A user as they see themselves. */
export function toOwnProfile(user: UserRow) {
  return {
    ...toPublicProfile(user),
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    preferences: user.preferences,
    createdAt: new Date(user.createdAt).toISOString(),
    updatedAt: new Date(user.updatedAt).toISOString(),
  };
}

// Readable as a caret and as a label's background (white text on each has a contrast of at least 4.5).
const COLORS = [
  '#b3261e',
  '#9c4100',
  '#7a5900',
  '#3f6900',
  '#006e2c',
  '#006874',
  '#00629d',
  '#4355b9',
  '#7b41b3',
  '#a8306f',
];

/** A user's first colour: by id, so that people differ by default. */
export function colorFor(userId: string): string {
  const first = createHash('sha256').update(userId).digest()[0] ?? 0;
  return COLORS[first % COLORS.length] as string;
}
