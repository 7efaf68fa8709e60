import { logger } from '../../../src/platform/observability/logger.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import type { Admission } from '../collab/connection.ts';
import { standingOf } from '../collab/standing.ts';
import { type ConnectionGrant, STALE_EPOCH_STATUS } from '../rpc.ts';
import { type Access, admitted } from '../storage/access.ts';
import type { Meta } from '../storage/meta.ts';
import { refuse } from './connections.ts';

/** The admission of a socket at `now` (ms since 1970), or the response that refuses it. */
export function admit(
  { access, meta }: { access: Access; meta: Meta },
  grant: ConnectionGrant,
  now: number,
): Admission | Response {
  if (grant.accessEpoch !== null && access.isStale(grant.accessEpoch))
    return new Response(null, { status: STALE_EPOCH_STATUS });
  if (meta.get('deleted', false)) return refuse(CLOSE.deleted);
  const { docId, credentialId, strongestRole, expiresAt, origin, region = null, offers = [] } = grant;
  const { program = false } = grant;
  let known: ReturnType<typeof access.admit>;
  try {
    known = access.admit(grant, now);
  } catch (error) {
    // A full disk does not keep out a user whose role was looked up.
    logger({ docId }).warn('who connects could not be remembered', { error: String(error) });
    const { id, name, color, guest = false } = grant.user;
    const standing = standingOf(grant);
    known = standing && admitted(id, { name, color, guest: guest ? 1 : null }, standing, now);
  }
  if (known === null) return refuse(grant.role === null ? CLOSE.restart : CLOSE.forbidden);
  return { ...known, docId, credentialId, program, strongestRole, expiresAt, origin, region, offers };
}
