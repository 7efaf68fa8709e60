import type { Context } from 'hono';
import {
  type ConnectionGrant,
  GRANT_HEADER,
  STALE_EPOCH_STATUS,
} from '../../../durable-objects/document/rpc.ts';
import { randomId } from '../../base/ids.ts';
import { documentStub } from '../../content/stub.ts';
import { bareDeps, type Deps } from '../../platform/events/deps.ts';
import { SECURITY_HEADERS } from '../../platform/http/context.ts';
import {
  allowedOrigin,
  offeredProtocols,
  socketCredential,
  speaksCollab,
} from '../../platform/http/credential.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { problemResponse } from '../../platform/http/problem.ts';
import { withinRate } from '../../platform/http/rate-limits.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';
import { Problem, rateLimited } from '../../platform/problem/problem.ts';
import type { SocketCredential } from '../../platform/tokens/socket-credential.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';
import { knownOffers, type Offer } from '../../protocol/offers.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { admit, noteEntry } from './admit.ts';
import { closeAtOnce } from './refusal.ts';

const EPOCH_ATTEMPTS = 3;

/**
 * `GET /v1/collab/:docId` (docs/protocol.md, Connecting): authenticates and looks the role up, so that the Document is
 * touched only by who may be there. Runs outside all middleware, because the headers of an upgrade cannot be changed.
 */
export async function connect(c: Context<AppEnv>): Promise<Response> {
  const requestId = randomId();
  const deps = bareDeps(c.env, { requestId }, (work) => c.executionCtx.waitUntil(work));
  const { log } = deps;
  const docId = c.req.param('docId') ?? '';
  const request = c.req.raw;
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
    return withId(problemResponse(upgradeRequired()), requestId);
  }
  const offered = offeredProtocols(request.headers);
  const credential = await socketCredential(c.env, request.headers, offered);
  const userId = credential?.kind === 'session' ? credential.userId : null;
  if (!(await withinRate(c.env, userId, request.headers))) {
    return withId(problemResponse(rateLimited()), requestId);
  }
  const refuse = (close: Close): Response => {
    count('sockets_refused_total', { reason: close.reason });
    log.info('socket refused', {
      docId,
      reason: close.reason,
      userId: userId ?? undefined,
    });
    return closeAtOnce(close, offered);
  };
  if (!speaksCollab(offered)) return refuse(CLOSE.protocolError);
  if (!allowedOrigin(c.env, request)) return refuse(CLOSE.forbidden);
  if (!credential) return refuse(CLOSE.unauthenticated);
  try {
    const outcome = await open(deps, request, { docId, credential, offers: knownOffers(offered) });
    return outcome instanceof Response ? outcome : refuse(outcome);
  } catch (error) {
    logFailure(log, error);
    return refuse(CLOSE.restart);
  }
}

async function open(
  deps: Deps,
  request: Request,
  { docId, credential, offers }: { docId: string; credential: SocketCredential; offers: Offer[] },
): Promise<Response | Close> {
  // A permission that changes between our look-up and the Document's answer makes what we read stale.
  for (let attempt = 0; attempt < EPOCH_ATTEMPTS; attempt++) {
    const found = await admit(deps, { docId, credential });
    if ('code' in found) return found;
    const { touchedAt, caller, ...grant } = found;
    const response = await documentStub(deps.env, { id: docId, region: found.region }).fetch(
      upgrade(request, { docId, origin: new URL(request.url).origin, offers, ...grant }),
    );
    if (response.status === STALE_EPOCH_STATUS) continue;
    noteEntry(deps, { docId, touchedAt, caller });
    return response;
  }
  // Access changes all the time (a link that a whole class opens): nothing is known against this caller.
  return CLOSE.restart;
}

// The token stays here: the Document is told who it is, not how they proved it.
function upgrade(request: Request, grant: ConnectionGrant): Request {
  const headers = new Headers(request.headers);
  headers.set('Sec-WebSocket-Protocol', SUBPROTOCOL);
  headers.delete('Authorization');
  headers.delete('Cookie');
  headers.set(GRANT_HEADER, encodeURIComponent(JSON.stringify(grant)));
  return new Request(request, { headers });
}

function upgradeRequired(): Problem {
  return new Problem(426, 'upgrade_required', 'This address accepts only WebSocket connections.', {
    headers: { Upgrade: 'websocket', Connection: 'Upgrade' },
  });
}

function withId(response: Response, requestId: string): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  response.headers.set('X-Request-Id', requestId);
  return response;
}

function logFailure(log: Logger, error: unknown): void {
  log.error('socket could not be opened', { error: error instanceof Error ? error.message : String(error) });
}
