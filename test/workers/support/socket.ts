import { createExecutionContext } from 'cloudflare:test';
import { exports } from 'cloudflare:workers';
import { must } from '../../../src/base/assert.ts';
import worker from '../../../src/worker.ts';
import { ORIGIN } from './api.ts';

/** Requests a socket of a document, with `bindings` if given; `protocols` as a browser would offer them. */
export async function upgrade(
  docId: string,
  {
    protocols,
    headers = {},
    query = '',
  }: { protocols?: string; headers?: Record<string, string>; query?: string },
  bindings?: Env,
): Promise<Response> {
  const request = new Request(`${ORIGIN}/v1/collab/${docId}${query}`, {
    headers: { Upgrade: 'websocket', ...(protocols && { 'Sec-WebSocket-Protocol': protocols }), ...headers },
  });
  return bindings
    ? must(worker.fetch)(request as never, bindings, createExecutionContext())
    : exports.default.fetch(request);
}

/** How the server closes the socket of this response. */
export function closeOf(response: Response): Promise<{ code: number; reason: string }> {
  const socket = must(response.webSocket, `no socket came with the status ${response.status}`);
  return new Promise((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    socket.accept();
  });
}
