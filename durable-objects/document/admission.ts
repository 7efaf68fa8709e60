import { logger } from '../../src/observability/logger.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import type { Attachment } from './connection.ts';
import { refuse } from './connections.ts';
import type { Core } from './core.ts';
import { type ConnectionGrant, STALE_EPOCH_STATUS } from './rpc.ts';

/** Who may open a socket, as its attachment begins; else the refusal. */
export function admit(
  { access, meta }: Core,
  grant: ConnectionGrant,
): Pick<Attachment, 'user' | 'role' | 'expiresAt' | 'origin'> | Response {
  if (grant.accessEpoch !== null && access.isStale(grant.accessEpoch))
    return new Response(null, { status: STALE_EPOCH_STATUS });
  if (meta.get('deleted', false)) return refuse(CLOSE.deleted);
  const { expiresAt, origin } = grant;
  let known: ReturnType<typeof access.admit>;
  try {
    known = access.admit(grant);
  } catch (error) {
    // A disk that is full keeps nobody out whose role was looked up.
    logger({ docId: grant.docId }).warn('who connects could not be remembered', { error: String(error) });
    const { id, name, color } = grant.user;
    if (grant.role === null || name === null || color === null) return refuse(CLOSE.restart);
    known = { user: { id, name, color }, role: grant.role };
  }
  return known === null ? refuse(CLOSE.restart) : { ...known, expiresAt, origin };
}
