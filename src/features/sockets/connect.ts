import type { Context } from 'hono';
import {
  type ConnectionGrant,
  GRANT_HEADER,
  STALE_EPOCH_STATUS,
} from '../../../durable-objects/document/rpc.ts';
import { ID_PATTERN, randomId } from '../../base/ids.ts';
import { documentStub } from '../../content/stub.ts';
import { type Database, database } from '../../platform/db/database.ts';
import { needsTouch, touchDocument } from '../../platform/db/touch.ts';
import { isDatabaseDown } from '../../platform/db/unavailable.ts';
import { noteUse } from '../../platform/http/caller.ts';
import { SECURITY_HEADERS } from '../../platform/http/context.ts';
import {
  allowedOrigin,
  offeredProtocols,
  type SocketCredential,
  socketCredential,
  speaksCollab,
} from '../../platform/http/credential.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { problemResponse } from '../../platform/http/problem.ts';
import { withinRate } from '../../platform/http/rate-limits.ts';
import { type Logger, logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';
import { Problem, rateLimited } from '../../platform/problem/problem.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';
import { knownOffers, type Offer } from '../../protocol/offers.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { type Found, lookUp, unknownRole } from './look-up.ts';
import { closeAtOnce } from './refusal.ts';
import { rememberedRegion, rememberRegion } from './regions.ts';

const EPOCH_ATTEMPTS = 3;

/**
 * `GET /v1/collab/:docId` (docs/protocol.md, Connecting): authenticates and looks the role up, so that the Document is
 * touched only by who may be there. Runs outside all middleware, because the headers of an upgrade cannot be changed.
 */
export async function connect(c: Context<AppEnv>): Promise<Response> {
  const requestId = randomId();
  const log = logger({ requestId });
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
      docId: c.req.param('docId') ?? '',
      reason: close.reason,
      userId: userId ?? undefined,
    });
    return closeAtOnce(close, offered);
  };
  if (!speaksCollab(offered)) return refuse(CLOSE.protocolError);
  if (!allowedOrigin(c.env, request)) return refuse(CLOSE.forbidden);
  if (!credential) return refuse(CLOSE.unauthenticated);
  try {
    const outcome = await open(c, credential, knownOffers(offered), log);
    return outcome instanceof Response ? outcome : refuse(outcome);
  } catch (error) {
    logFailure(log, error);
    return refuse(CLOSE.restart);
  }
}

async function open(
  c: Context<AppEnv>,
  credential: SocketCredential,
  offers: Offer[],
  log: Logger,
): Promise<Response | Close> {
  const docId = c.req.param('docId') ?? '';
  if (!ID_PATTERN.test(docId)) return CLOSE.notFound;
  const db = database(c.env.DB);
  // A permission that changes between our look-up and the Document's answer makes what we read stale.
  for (let attempt = 0; attempt < EPOCH_ATTEMPTS; attempt++) {
    const found = await lookUpOrTrust(c, db, docId, credential);
    if ('code' in found) return found;
    const { touchedAt, caller, ...grant } = found;
    const response = await documentStub(c.env, { id: docId, region: found.region }).fetch(
      upgrade(c.req.raw, { docId, origin: new URL(c.req.url).origin, offers, ...grant }),
    );
    if (response.status === STALE_EPOCH_STATUS) continue;
    if (touchedAt !== null) noteTouch(c, db, docId, touchedAt);
    if (caller !== null) c.executionCtx.waitUntil(noteUse(db, caller, log));
    return response;
  }
  // Access changes all the time (a link that a whole class opens): nothing is known against this caller.
  return CLOSE.restart;
}

// While D1 cannot be asked, the Document lets in whom it knows: it was told of every role, and while D1 is down none
// changes. Only where the object lies has to be known: an object elsewhere would be another one. What an API token may do
// stands in D1 alone.
async function lookUpOrTrust(
  c: Context<AppEnv>,
  db: Database,
  docId: string,
  credential: SocketCredential,
): Promise<Found | Close> {
  try {
    const found = await lookUp(db, docId, credential, Date.now());
    if (!('code' in found)) c.executionCtx.waitUntil(rememberRegion(docId, found.region));
    return found;
  } catch (error) {
    if (!isDatabaseDown(error)) throw error;
    const region = await rememberedRegion(docId);
    count('sockets_without_database_total', { region: region === undefined ? 'unknown' : 'known' });
    logger({ docId }).warn('the database is down, the document decides by itself', { error: String(error) });
    return region === undefined || credential.kind === 'token'
      ? CLOSE.restart
      : unknownRole(credential, region);
  }
}

function noteTouch(c: Context<AppEnv>, db: Database, docId: string, touchedAt: number): void {
  const now = Date.now();
  if (needsTouch({ touchedAt }, now)) c.executionCtx.waitUntil(touchDocument(db, docId, now).catch(() => {}));
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
