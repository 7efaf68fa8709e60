import type { guests, sessions, users } from './schema.ts';

/** A user as stored. */
export type UserRow = typeof users.$inferSelect;
/** A guest as stored. */
export type GuestRow = typeof guests.$inferSelect;
/** A refresh-token family as stored. */
export type SessionRow = typeof sessions.$inferSelect;
