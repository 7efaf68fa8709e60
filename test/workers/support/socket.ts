import { exports } from 'cloudflare:workers';
import { must } from '../../../src/base/assert.ts';
import { ORIGIN } from './api.ts';

/** Asks for a socket of a document; `protocols` as a browser would offer them. */
export function upgrade(
  docId: string,
  {
    protocols,
    headers = {},
    query = '',
  }: { protocols?: string; headers?: Record<string, string>; query?: string },
): Promise<Response> {
  return exports.default.fetch(`${ORIGIN}/v1/collab/${docId}${query}`, {
    headers: { Upgrade: 'websocket', ...(protocols && { 'Sec-WebSocket-Protocol': protocols }), ...headers },
  });
}

/** How the server closes the socket that this answer carries. */
export function closeOf(response: Response): Promise<{ code: number; reason: string }> {
  const socket = must(response.webSocket, `no socket came with the status ${response.status}`);
  return new Promise((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    socket.accept();
  });
}
