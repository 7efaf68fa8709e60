import type { Close } from '../../protocol/close-codes.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';

/**
 * Completes the handshake and closes at once: a browser cannot read the status of a refused upgrade, but it can read
 * a close code. The subprotocol is named only to who offered it, or the browser would fail the handshake itself.
 */
export function closeAtOnce(close: Close, offered: readonly string[]): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(close.code, close.reason);
  const headers = offered.includes(SUBPROTOCOL) ? { 'Sec-WebSocket-Protocol': SUBPROTOCOL } : {};
  return new Response(null, { status: 101, webSocket: client, headers });
}
