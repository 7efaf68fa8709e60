import { pushAccess } from '../../content/push-access.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { type GivenRole, heldRole } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { EventBody, KnownActor } from '../../platform/queues/events.ts';
import { limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { roleAtLeast } from '../../protocol/role.ts';
import { mayMail } from './mail-bounds.ts';
import { type Member, memberOf } from './members.ts';
import { findMember, grant, raise, userExists } from './queries.ts';
import { type RoleChange, roleEvents } from './role-events.ts';

/** A role of a user in a document. */
export interface GivenTo {
  document: Pick<DocumentRow, 'id' | 'title'>;
  userId: string;
  role: GivenRole;
}

/** Gives a user exactly this role, as `giveRole`. Also throws 404 `unknown_user` for a user without an account. */
export async function changeRole(deps: Deps, actor: KnownActor, given: GivenTo): Promise<Member> {
  const { db } = deps;
  const { document, userId } = given;
  // A guest exists as a member only; any other user has an account.
  if (!(await userExists(db, userId)) && !(await findMember(db, document.id, userId)))
    throw new Problem(404, 'unknown_user', 'There is no account with this id.');
  return giveRole(deps, actor, { ...given, how: 'exactly' });
}

/**
 * Gives a user a role directly: `exactly` this one, or `atLeast` it. When it resolves, the Document has the role and
 * the member is notified. Throws 409 `owner_stays` for the owner, 409 `guest` for a user without an account, 429 when
 * the actor gives too many.
 */
export async function giveRole(
  deps: Deps,
  actor: KnownActor,
  { document, userId, role, how }: GivenTo & { how: 'exactly' | 'atLeast' },
): Promise<Member> {
  const { env, db } = deps;
  const { id: docId, title } = document;
  const before = await findMember(db, docId, userId);
  const had = before ? heldRole(before.permission, Date.now()).role : null;
  if (had === 'owner') {
    throw new Problem(409, 'owner_stays', "The owner's role changes only by handing the document over.");
  }
  if (before && !before.user) throw new Problem(409, 'guest', 'A guest has the role that the link gives.');
  const has = how === 'atLeast' && had !== null && roleAtLeast(had, role) ? had : role;
  const change = { docId, title, userId, had, has };
  const outgoing = had === has ? null : outgoingEvents(deps, actor, await boundedEvents(deps, actor, change));
  const give = how === 'exactly' ? grant : raise;
  await give(db, { docId, userId, role }, outgoing === null ? [] : [outgoing.statement]);
  outgoing?.publish();
  await pushAccess(env, db, docId, userId);
  return memberOf(deps, docId, userId);
}

// Giving and removing a role in a loop reaches a limit, and only the first time sends a mail.
async function boundedEvents(deps: Deps, actor: KnownActor, change: RoleChange): Promise<EventBody[]> {
  const { docId, userId } = change;
  await limitRequests(deps, `shares:${actor.userId}`, HTTP_LIMITS.sharesOfUser);
  await limitRequests(deps, `shares:${docId}:${userId}`, HTTP_LIMITS.sharesWithPerson);
  return roleEvents(change, !(await mayMail(deps, actor, { docId, userId, what: 'share' })));
}
