import { verifyAccessToken } from '../tokens/access-token.ts';
import { hashApiToken, isApiToken } from '../tokens/api-token.ts';
import type { SocketCredential } from '../tokens/socket-credential.ts';
import { bearerToken } from './authentication.ts';
import { listedOrigins } from './origins.ts';

/** The subprotocols that the client offers. */
export function offeredProtocols(headers: Headers): string[] {
  return (headers.get('Sec-WebSocket-Protocol') ?? '')
    .split(',')
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== '');
}

/**
 * The token of a request for a socket: `bearer.<token>` among the subprotocols, otherwise from the Authorization
 * header; null for none.
 */
export function socketToken(headers: Headers, offered: readonly string[]): string | null {
  const prefix = 'bearer.';
  const inList = offered.find((protocol) => protocol.startsWith(prefix))?.slice(prefix.length);
  return inList ?? bearerToken(headers.get('Authorization') ?? '') ?? null;
}

/** The credential of a request for a document's socket; null when there is none, or it is not valid. */
export async function socketCredential(
  env: Env,
  headers: Headers,
  offered: readonly string[],
): Promise<SocketCredential | null> {
  const token = socketToken(headers, offered);
  if (!token) return null;
  if (isApiToken(token)) return { kind: 'token', hash: hashApiToken(token) };
  const verified = await verifyAccessToken(env.ACCESS_TOKEN_KEYS, token);
  return verified.ok ? { kind: 'session', ...verified.value } : null;
}

/**
 * Whether a page of this origin may connect: our own, or one of the integrators' list. Programs other than browsers
 * send no origin. `null` (a sandboxed frame, a file) is never trusted.
 */
export function allowedOrigin(env: Env, request: Request): boolean {
  const origin = request.headers.get('Origin');
  if (origin === null) return true;
  if (origin === 'null') return false;
  return origin === new URL(request.url).origin || listedOrigins(env).includes(origin);
}
