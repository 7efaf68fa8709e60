import { createHash } from 'node:crypto';
import type { users } from '../db/schema.ts';

type UserRow = typeof users.$inferSelect;

/** A user as other users see them. */
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

/** A user's first colour: derived from the id, so that users differ by default. */
export function colorFor(userId: string): string {
  const first = createHash('sha256').update(userId).digest()[0] ?? 0;
  return COLORS[first % COLORS.length] as string;
}
