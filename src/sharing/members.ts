import type { Context } from 'hono';
import { must } from '../base/assert.ts';
import type { Database } from '../db/database.ts';
import { type GivenRole, heldRole } from '../db/grants.ts';
import type { AppEnv } from '../http/env.ts';
import { time, z } from '../http/openapi.ts';
import { Problem } from '../http/problem.ts';
import { telling } from '../http/telling.ts';
import { ROLES, roleAtLeast } from '../protocol/role.ts';
import type { EventBody } from '../queues/events.ts';
import { publicProfile, toPublicProfile } from '../users/profile.ts';
import { findMember, grant, type MemberRow, raise } from './queries.ts';
import type { Access } from './require-access.ts';
import { tellDocument } from './tell-document.ts';

/** A role that can be given, as a body names it. */
export const givenRole = z.enum(['editor', 'commenter', 'viewer']);

/** Somebody who may open a document. */
export const member = z
  .object({
    user: publicProfile,
    role: z.enum(ROLES),
    since: time,
    via: z.enum(['direct', 'link']).openapi({ description: '`link`: it changes and ends with the link' }),
    expiresAt: time.nullable(),
  })
  .openapi('Member');

/** A member as the API tells it. */
export function toMember({ permission, user, guest }: MemberRow) {
  const { role, accessEndsAt } = heldRole(permission, Date.now());
  const profile = user
    ? toPublicProfile(user)
    : { ...must(guest, 'a member who is nobody'), avatarUrl: null, guest: true as const };
  return {
    user: profile,
    role: must(role, 'a member without a role'),
    since: new Date(permission.createdAt).toISOString(),
    // One whose link has expired holds what was given to them directly.
    via: permission.linkId !== null && role === permission.role ? ('link' as const) : ('direct' as const),
    expiresAt: accessEndsAt === null ? null : new Date(accessEndsAt).toISOString(),
  };
}

/** A member as the API tells it, by a look at what is stored. Throws when there is none. */
export async function memberOf(db: Database, docId: string, userId: string) {
  return toMember(must(await findMember(db, docId, userId), 'a member who was just added is missing'));
}

/**
 * Gives a user a role directly: `exactly` this one, or `atLeast` it. When it resolves the Document holds it and the
 * member is told of. Throws 409 `owner_stays` for the owner, 409 `guest` for somebody without an account.
 */
export async function giveRole(
  c: Context<AppEnv>,
  document: Access['document'],
  { userId, role, how }: { userId: string; role: GivenRole; how: 'exactly' | 'atLeast' },
) {
  const { db } = c.var;
  const { id: docId, title } = document;
  const before = await findMember(db, docId, userId);
  const had = before ? heldRole(before.permission, Date.now()).role : null;
  if (had === 'owner') {
    throw new Problem(409, 'owner_stays', "The owner's role changes only by handing the document over.");
  }
  if (before && !before.user) throw new Problem(409, 'guest', 'A guest has the role of their link.');
  const has = how === 'atLeast' && had !== null && roleAtLeast(had, role) ? had : role;
  const events = roleEvents({ docId, title, userId, had, has });
  const told = events.length === 0 ? null : telling(c, events);
  const give = how === 'exactly' ? grant : raise;
  await give(db, { docId, userId, role }, told === null ? [] : [told.statement]);
  told?.publish();
  await tellDocument(c.env, db, docId, userId);
  return memberOf(db, docId, userId);
}

/** What is told of a change of role: nothing where nothing changed. */
export function roleEvents({
  docId,
  title,
  userId,
  had,
  has,
}: {
  docId: string;
  title: string;
  userId: string;
  had: (typeof ROLES)[number] | null;
  has: (typeof ROLES)[number];
}): EventBody[] {
  if (had === has) return [];
  return had === null
    ? [{ type: 'document.shared', docId, title, userId, role: has }]
    : [{ type: 'document.role_changed', docId, title, userId, from: had, to: has }];
}
