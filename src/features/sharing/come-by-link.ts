import { randomId } from '../../base/ids.ts';
import { pushAccess } from '../../content/push-access.ts';
import { heldRole } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import type { Actor, KnownActor } from '../../platform/queues/events.ts';
import { limitFromAddress } from '../../platform/verbs/address-limits.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { colorFor } from '../../platform/verbs/profile.ts';
import type { Role } from '../../protocol/role.ts';
import { beginSession, guestSignedIn } from '../sessions/sessions.ts';
import { countByLink, findOpenLink, followLink, insertGuest } from './link-queries.ts';
import { linkIdOf } from './link-token.ts';
import { findMember } from './queries.ts';
import { roleEvents } from './role-events.ts';

/** The open link of a token, and its document; throws 404 for any other token. */
export async function openLink({ env, db }: Pick<Deps, 'env' | 'db'>, token: string) {
  const linkId = linkIdOf(env.ACCOUNT_KEY, token);
  const found = linkId === null ? undefined : await findOpenLink(db, linkId, Date.now());
  if (!found) throw notFound('link');
  return found;
}

/** Gives the actor the role of a link, unless their own is as strong; returns their role. Throws 404. */
export async function comeByLink(
  deps: Deps,
  actor: KnownActor,
  token: string,
): Promise<{ docId: string; role: Role }> {
  const { env, db } = deps;
  const { userId } = actor;
  const { link, title } = await openLink(deps, token);
  const { docId } = link;
  const roleNow = async () => {
    const found = await findMember(db, docId, userId);
    return found ? heldRole(found.permission, Date.now()).role : null;
  };
  const had = await roleNow();
  const events = roleEvents({ docId, title, userId, had, has: link.role });
  if (events.length > 0) {
    const outgoing = outgoingEvents(deps, actor, events);
    if (await followLink(db, link, userId, outgoing.statementIfChanged)) {
      outgoing.publish();
      await pushAccess(env, db, docId, userId);
    }
  }
  const role = await roleNow();
  if (role === null) throw notFound('link');
  return { docId, role };
}

/** Begins the session of a guest admitted by a link. Throws 404, 409 `link_full`, 429. */
export async function comeAsGuest(
  deps: Deps,
  actor: Actor,
  { token: linkToken, name }: { token: string; name: string },
) {
  const { db } = deps;
  await limitFromAddress(deps, actor, 'guest-from', HTTP_LIMITS.guestsFromAddress);
  const { link } = await openLink(deps, linkToken);
  const { id: linkId, docId, role } = link;
  const guestId = randomId();
  const guest = { id: guestId, docId, linkId, name, color: colorFor(guestId), createdAt: Date.now() };
  const { session, token } = beginSession(guestId, actor.userAgent, docId);
  const outgoing = outgoingEvents(
    deps,
    { ...actor, kind: 'guest', userId: guestId, credentialId: session.id },
    [{ type: 'guest.joined', docId, guestId, name }],
  );
  const bound = { limit: HTTP_LIMITS.guestsPerLink, outgoing: outgoing.statementIfChanged };
  if (!(await insertGuest(db, link, { guest, session }, bound)))
    throw (await countByLink(db, linkId)) >= bound.limit ? linkFull() : notFound('link');
  outgoing.publish();
  return { signedIn: await guestSignedIn(deps, { guest, token }), docId, role };
}

function linkFull(): Problem {
  return new Problem(409, 'link_full', 'Too many people have joined by this link. Ask for another way in.');
}
