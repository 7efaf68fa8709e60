import type { Database } from '../../platform/db/database.ts';
import { wasErased } from '../../platform/db/user-erasures.ts';
import { toPublicProfile } from '../../platform/verbs/profile.ts';
import { findGuest, findUser } from './queries.ts';

const GREY = '#5f6368';

/** The public data of a user or a guest. */
export type PublicProfile = ReturnType<typeof toPublicProfile> & { guest?: true };

/** The public profile of a user, a guest, or an erased user; undefined for an id that never existed. */
export async function findPublicProfile(db: Database, id: string): Promise<PublicProfile | undefined> {
  const user = await findUser(db, id);
  if (user) return toPublicProfile(user);
  const guest = await findGuest(db, id);
  if (guest) return { id, name: guest.name, color: guest.color, avatarUrl: null, guest: true };
  return (await wasErased(db, id)) ? { id, name: 'Deleted user', color: GREY, avatarUrl: null } : undefined;
}
