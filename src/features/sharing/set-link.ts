import { randomId } from '../../base/ids.ts';
import { pushAccessOfMany } from '../../content/push-access.ts';
import type { GivenRole } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { changeLink, findLink, type LinkRow, removeLink, replaceLink } from './link-queries.ts';

/** How the link of a document is to be. */
export interface WantedLink {
  docId: string;
  /** Null takes it away. */
  role: GivenRole | null;
  /** ISO 8601; null for one that does not expire, undefined for as it is. */
  expiresAt: string | null | undefined;
  /** Makes another one, and the old one is none any more. */
  renew: boolean;
}

/**
 * Makes, changes or takes away the link of a document; when it resolves, everybody who came by it has the new role, in open
 * sockets too. Answers the link as it is now. Throws 422 for one that would have expired already, 503 when the Document
 * cannot be told.
 */
export async function setLink(
  deps: Deps,
  actor: KnownActor,
  { docId, role, expiresAt: until, renew }: WantedLink,
): Promise<LinkRow | undefined> {
  const { env, db } = deps;
  const now = Date.now();
  const existing = await findLink(db, docId, now);
  const given = until === null || until === undefined ? null : Date.parse(until);
  const expiresAt = until === undefined ? (existing?.expiresAt ?? null) : given;
  if (expiresAt !== null && expiresAt <= now) throw inThePast();
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'document.link_changed', docId, role, expiresAt: role && expiresAt },
  ]);
  if (role === null) await removeLink(db, docId, outgoing.statement);
  else if (existing && !renew)
    await changeLink(db, { id: existing.id, docId, role, expiresAt }, outgoing.statement);
  else {
    const row = { id: randomId(), docId, role, expiresAt, createdBy: actor.userId, createdAt: now };
    await replaceLink(db, row, outgoing.statement);
  }
  outgoing.publish();
  await pushAccessOfMany(env, db, docId);
  return findLink(db, docId, now);
}

function inThePast(): Problem {
  return new Problem(422, 'invalid_request', 'The link would already have expired.', {
    errors: [{ path: 'expiresAt', message: 'must be in the future' }],
  });
}
