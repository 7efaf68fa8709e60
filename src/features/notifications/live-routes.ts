import type { Context } from 'hono';
import {
  CHANNEL_GRANT_HEADER,
  CHANNEL_SUBPROTOCOL,
  type ChannelGrant,
} from '../../../durable-objects/user-channel/rpc.ts';
import { randomId } from '../../base/ids.ts';
import { database } from '../../platform/db/database.ts';
import { bearerToken } from '../../platform/http/authentication.ts';
import { SECURITY_HEADERS } from '../../platform/http/context.ts';
import { allowedOrigin, offeredProtocols } from '../../platform/http/credential.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { problemResponse } from '../../platform/http/problem.ts';
import { withinRate } from '../../platform/http/rate-limits.ts';
import { logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';
import { Problem, rateLimited } from '../../platform/problem/problem.ts';
import type { PersonCaller } from '../../platform/tokens/caller.ts';
import { identify } from '../../platform/verbs/identify.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';

const BEARER = 'bearer.';

/**
 * `GET /v1/notifications/live` (docs/rest-api.md, Notifications): authenticates, and hands the socket to the user's
 * channel. Runs outside all middleware, because the headers of an upgrade cannot be changed. Refusals complete the
 * handshake and close: a browser cannot read a status.
 */
export async function connectLive(c: Context<AppEnv>): Promise<Response> {
  const request = c.req.raw;
  const requestId = randomId();
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket')
    return withId(problemResponse(upgradeRequired()), requestId);
  const offered = offeredProtocols(request.headers);
  const speaks = offered.includes(CHANNEL_SUBPROTOCOL);
  const refuse = (close: Close): Response => {
    count('channels_refused_total', { reason: close.reason });
    return closeAtOnce(close, speaks);
  };
  try {
    const caller = await callerOf(c.env, request.headers, offered);
    if (!(await withinRate(c.env, caller?.userId ?? null, request.headers)))
      return withId(problemResponse(rateLimited()), requestId);
    if (!speaks) return refuse(CLOSE.protocolError);
    if (!allowedOrigin(c.env, request)) return refuse(CLOSE.forbidden);
    if (caller === null) return refuse(CLOSE.unauthenticated);
    return await c.env.USER_CHANNEL.getByName(caller.userId).fetch(upgrade(request, caller));
  } catch (error) {
    logger({ requestId }).error('a live channel could not be opened', { error: String(error) });
    return refuse(CLOSE.restart);
  }
}

// A person; guests are told nothing, and a program asks.
async function callerOf(
  env: Env,
  headers: Headers,
  offered: readonly string[],
): Promise<PersonCaller | null> {
  const inList = offered.find((protocol) => protocol.startsWith(BEARER))?.slice(BEARER.length);
  const token = inList ?? bearerToken(headers.get('Authorization') ?? '');
  if (!token) return null;
  const caller = await identify(env, database(env.DB), token);
  return typeof caller !== 'string' && caller.kind === 'person' ? caller : null;
}

// The token stays here: the channel is told who it is, not how they proved it.
function upgrade(request: Request, { userId, credentialId, expiresAt }: PersonCaller): Request {
  const grant: ChannelGrant = { userId, credentialId, expiresAt };
  const headers = new Headers(request.headers);
  headers.set('Sec-WebSocket-Protocol', CHANNEL_SUBPROTOCOL);
  headers.delete('Authorization');
  headers.delete('Cookie');
  headers.set(CHANNEL_GRANT_HEADER, encodeURIComponent(JSON.stringify(grant)));
  return new Request(request, { headers });
}

// The subprotocol is named only to who offered it, or the browser would fail the handshake itself.
function closeAtOnce(close: Close, speaks: boolean): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(close.code, close.reason);
  const headers = speaks ? { 'Sec-WebSocket-Protocol': CHANNEL_SUBPROTOCOL } : {};
  return new Response(null, { status: 101, webSocket: client, headers });
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
