import type { Context } from 'hono';
import { must } from '../../base/assert.ts';
import { tellDocument } from '../../content/push-access.ts';
import { type GivenRole, heldRole } from '../../platform/db/grants.ts';
import { limitRequests } from '../../platform/http/attempts.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { time, z } from '../../platform/http/openapi.ts';
import { publicProfile, toPublicProfile } from '../../platform/http/profile.ts';
import type { Access } from '../../platform/http/require-access.ts';
import { telling } from '../../platform/http/telling.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { EventBody } from '../../platform/queues/events.ts';
import { ROLES, type Role, roleAtLeast } from '../../protocol/role.ts';
import { mayMail } from './mail-bounds.ts';
import { findMember, grant, type MemberRow, raise } from './queries.ts';

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
    offeredUntil: time.nullable().openapi({
      description: 'The owner offers them the document until then; shown only to the owner and to them',
    }),
  })
  .openapi('Member');

/** A member as the API tells it to somebody in the document. */
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
    // One whose link has expired holds what was given to them directly.
    via: permission.linkId !== null && role === permission.role ? ('link' as const) : ('direct' as const),
    expiresAt: accessEndsAt === null ? null : new Date(accessEndsAt).toISOString(),
    offeredUntil: offeredUntil === null || !isParty ? null : new Date(offeredUntil).toISOString(),
  };
}

/** A member as the API tells it to the document's owner, or to themselves, by a look at what is stored. Throws when there is none. */
export async function memberOf(c: Context<AppEnv>, docId: string, userId: string) {
  const row = must(await findMember(c.var.db, docId, userId), 'a member who was just added is missing');
  return toMember(row, { role: 'owner', userId });
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
  if (before && !before.user) throw new Problem(409, 'guest', 'A guest has the role that the link gives.');
  const has = how === 'atLeast' && had !== null && roleAtLeast(had, role) ? had : role;
  const told = had === has ? null : telling(c, await boundedEvents(c, { docId, title, userId, had, has }));
  const give = how === 'exactly' ? grant : raise;
  await give(db, { docId, userId, role }, told === null ? [] : [told.statement]);
  told?.publish();
  await tellDocument(c.env, db, docId, userId);
  return memberOf(c, docId, userId);
}

interface RoleChange {
  docId: string;
  title: string;
  userId: string;
  had: Role | null;
  has: Role;
}

/** What is told of a change of role: nothing where nothing changed. */
export function roleEvents({ docId, title, userId, had, has }: RoleChange, quiet = false): EventBody[] {
  if (had === has) return [];
  const mark = quiet && { quiet };
  return had === null
    ? [{ type: 'document.shared', docId, title, userId, role: has, ...mark }]
    : [{ type: 'document.role_changed', docId, title, userId, from: had, to: has, ...mark }];
}

// Whoever gives and takes in a loop reaches a bound, and mails nothing after the first time.
async function boundedEvents(c: Context<AppEnv>, change: RoleChange): Promise<EventBody[]> {
  const { docId, userId } = change;
  await limitRequests(c, `shares:${requireUser(c).userId}`, HTTP_LIMITS.sharesOfUser);
  await limitRequests(c, `shares:${docId}:${userId}`, HTTP_LIMITS.sharesWithPerson);
  return roleEvents(change, !(await mayMail(c, { docId, userId }, 'share')));
}
