import type { Context } from 'hono';
import {
  type ConnectionGrant,
  GRANT_HEADER,
  STALE_EPOCH_STATUS,
} from '../../../durable-objects/document/rpc.ts';
import { documentStub } from '../../content/stub.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { socketCredential } from '../../platform/http/credential.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { grantedUpgrade, openSocket } from '../../platform/http/open-socket.ts';
import { type Caller, meansOf } from '../../platform/tokens/caller.ts';
import type { SocketCredential } from '../../platform/tokens/socket-credential.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';
import { knownOffers, type Offer } from '../../protocol/offers.ts';
import { mayBy } from '../../protocol/permissions.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { admit, noteEntry } from './admit.ts';

const EPOCH_ATTEMPTS = 3;

/**
 * `GET /v1/collab/:docId` (docs/protocol.md, Connecting): authenticates and looks up the role, so that only users with
 * access reach the Document.
 */
export function connect(c: Context<AppEnv>): Promise<Response> {
  const docId = c.req.param('docId') ?? '';
  return openSocket(c, {
    subprotocol: SUBPROTOCOL,
    tags: { docId },
    refusals: 'sockets_refused_total',
    authenticate: ({ env }, { headers }, offered) => socketCredential(env, headers, offered),
    userOf: (credential) => (credential.kind === 'session' ? credential.userId : null),
    open: (deps, { request, offered, credential }) =>
      open(deps, request, { docId, credential, offers: knownOffers(offered) }),
  });
}

async function open(
  deps: Deps,
  request: Request,
  { docId, credential, offers }: { docId: string; credential: SocketCredential; offers: Offer[] },
): Promise<Response | Close> {
  // A permission that changes between the look-up and the Document's answer makes the look-up stale.
  for (let attempt = 0; attempt < EPOCH_ATTEMPTS; attempt++) {
    const found = await admit(deps, { docId, credential });
    if ('code' in found) return found;
    const { touchedAt, caller, ...known } = found;
    const grant: ConnectionGrant = {
      docId,
      origin: new URL(request.url).origin,
      offers: offersOf(caller, offers),
      ...known,
    };
    const response = await documentStub(deps.env, { id: docId, region: found.region }).fetch(
      grantedUpgrade(request, { subprotocol: SUBPROTOCOL, header: GRANT_HEADER, grant }),
    );
    if (response.status === STALE_EPOCH_STATUS) continue;
    noteEntry(deps, { docId, touchedAt, caller });
    return response;
  }
  // Access keeps changing (a class opens a link): this says nothing against the caller.
  return CLOSE.restart;
}

// The Document knows the role of a socket and not the scopes of its token: one that reads no threads is told of none.
function offersOf(caller: Caller | null, offers: Offer[]): Offer[] {
  const reads = caller === null || mayBy(meansOf(caller), 'readThreads');
  return reads ? offers : offers.filter((name) => name !== 'review.v1');
}
