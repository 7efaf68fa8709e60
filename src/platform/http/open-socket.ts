import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import { CLOSE, type Close } from '../../protocol/close-codes.ts';
import { bareDeps, type Deps } from '../events/deps.ts';
import { count } from '../observability/metrics.ts';
import { Problem, rateLimited } from '../problem/problem.ts';
import { SECURITY_HEADERS } from './context.ts';
import { allowedOrigin, offeredProtocols } from './credential.ts';
import type { AppEnv } from './env.ts';
import { problemResponse } from './problem.ts';
import { withinRate } from './rate-limits.ts';

/** A request for a socket, with its verified credential. */
export interface SocketRequest<Credential> {
  request: Request;
  /** The subprotocols that the client offers. */
  offered: readonly string[];
  credential: Credential;
}

/** One kind of socket: of documents, of notifications. */
export interface SocketRoute<Credential> {
  /** The subprotocol that a client must offer and that the socket uses. */
  subprotocol: string;
  /** What each line of its log has beside the id of the request. */
  tags: Record<string, string>;
  /** The metric that counts refusals, by their reason. */
  refusals: 'sockets_refused_total' | 'channels_refused_total';
  /** The valid credential of the request; null when it is missing or not valid. */
  authenticate(deps: Deps, request: Request, offered: readonly string[]): Promise<Credential | null>;
  /** The user that the rate limit counts; null to count the network address. */
  userOf(credential: Credential): string | null;
  /** Hands the socket to its object, or returns the reason for refusing it. */
  open(deps: Deps, asked: SocketRequest<Credential>): Promise<Response | Close>;
}

/**
 * Opens a socket, or refuses. Runs outside all middleware, because the headers of an upgrade cannot be changed. A
 * refusal completes the handshake and closes with a code: a browser cannot read the status of a refused upgrade. Only a
 * request that is not an upgrade, or that exceeds the rate, gets a status.
 */
export async function openSocket<Credential extends object>(
  c: Context<AppEnv>,
  route: SocketRoute<Credential>,
): Promise<Response> {
  const requestId = randomId();
  const deps = bareDeps(c.env, { requestId, ...route.tags }, (work) => c.executionCtx.waitUntil(work));
  const request = c.req.raw;
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket')
    return withId(problemResponse(upgradeRequired()), requestId);
  const offered = offeredProtocols(request.headers);
  const speaks = offered.includes(route.subprotocol);
  let userId: string | null = null;
  const refuse = (close: Close): Response => {
    count(route.refusals, { reason: close.reason });
    deps.log.info('socket refused', { reason: close.reason, userId: userId ?? undefined });
    return closeAtOnce(close, speaks ? route.subprotocol : null);
  };
  try {
    const credential = await route.authenticate(deps, request, offered);
    userId = credential && route.userOf(credential);
    if (!(await withinRate(c.env, userId, request.headers)))
      return withId(problemResponse(rateLimited()), requestId);
    if (!speaks) return refuse(CLOSE.protocolError);
    if (!allowedOrigin(c.env, request)) return refuse(CLOSE.forbidden);
    if (credential === null) return refuse(CLOSE.unauthenticated);
    const outcome = await route.open(deps, { request, offered, credential });
    return outcome instanceof Response ? outcome : refuse(outcome);
  } catch (error) {
    deps.log.error('socket could not be opened', {
      error: error instanceof Error ? error.message : String(error),
    });
    return refuse(CLOSE.restart);
  }
}

/**
 * The request that an object gets. A grant replaces the credential: the object learns the user, not the user's secret.
 */
export function grantedUpgrade(
  request: Request,
  { subprotocol, header, grant }: { subprotocol: string; header: string; grant: object },
): Request {
  const headers = new Headers(request.headers);
  headers.set('Sec-WebSocket-Protocol', subprotocol);
  headers.delete('Authorization');
  headers.delete('Cookie');
  headers.set(header, encodeURIComponent(JSON.stringify(grant)));
  return new Request(request, { headers });
}

// The subprotocol is named only to a client that offered it, or the browser would fail the handshake itself.
function closeAtOnce(close: Close, subprotocol: string | null): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(close.code, close.reason);
  const headers = subprotocol === null ? {} : { 'Sec-WebSocket-Protocol': subprotocol };
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
