import { must } from '../../base/assert.ts';
import { heldRole } from '../../platform/db/grants.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { toPublicProfile } from '../../platform/verbs/profile.ts';
import { findMember, type MemberRow } from './queries.ts';

/** A member in the API's form, for another user of the document. */
export function toMember(
  { permission, user, guest, offeredUntil }: MemberRow,
  reader: Pick<Access, 'role' | 'userId'>,
) {
  const isParty = reader.role === 'owner' || reader.userId === permission.userId;
  const { role, accessEndsAt } = heldRole(permission, Date.now());
  const profile = user
    ? toPublicProfile(user)
    : { ...must(guest, 'a member who is nobody'), avatarUrl: null, guest: true as const };
  return {
    user: profile,
    role: must(role, 'a member without a role'),
    since: new Date(permission.createdAt).toISOString(),
    // A member whose link has expired has the direct role only.
    via: permission.linkId !== null && role === permission.role ? ('link' as const) : ('direct' as const),
    expiresAt: accessEndsAt === null ? null : new Date(accessEndsAt).toISOString(),
    offeredUntil: offeredUntil === null || !isParty ? null : new Date(offeredUntil).toISOString(),
  };
}

/** A member in the API's form. */
export type Member = ReturnType<typeof toMember>;

/**
 * A member in the API's form, read from the database for the document's owner or for the member. Throws when there is
 * none.
 */
export async function memberOf({ db }: Pick<Work, 'db'>, docId: string, userId: string): Promise<Member> {
  const row = must(await findMember(db, docId, userId), 'a member who was just added is missing');
  return toMember(row, { role: 'owner', userId });
}
