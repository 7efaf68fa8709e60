import { randomId } from '../../base/ids.ts';
import { pushAccessOfMany } from '../../content/push-access.ts';
import type { GivenRole } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { changeLink, findLink, type LinkRow, removeLink, replaceLink } from './link-queries.ts';

/** The wanted state of a document's link. */
export interface WantedLink {
  docId: string;
  /** Null removes it. */
  role: GivenRole | null;
  /** ISO 8601; null for no expiry, undefined for no change. */
  expiresAt: string | null | undefined;
  /** Creates another link, which invalidates the old one. */
  renew: boolean;
}

/**
 * Creates, changes or removes the link of a document; when it resolves, all its members have the new role, in open
 * sockets too. Returns the current link. Throws 422 for an expiry in the past, 503 when the Document cannot be told.
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
