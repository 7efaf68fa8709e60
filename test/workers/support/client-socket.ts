import { exports } from 'cloudflare:workers';
import { must } from '../../../src/base/assert.ts';
import type { WebSocketLike } from '../../../web/collab/connection.ts';

/** A WebSocket to the Worker under test, as the client library opens one; `heard` receives every frame. */
export function clientSocket(
  url: string,
  protocols: string[],
  heard: (text: string) => void = () => {},
): WebSocketLike {
  let socket: WebSocket | null = null;
  const like: WebSocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (text) => socket?.send(text),
    close: (code, reason) => socket?.close(code, reason),
  };
  const open = async (): Promise<void> => {
    const response = await exports.default.fetch(url.replace(/^ws/, 'http'), {
      headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': protocols.join(', ') },
    });
    socket = must(response.webSocket);
    socket.addEventListener('message', ({ data }) => {
      heard(data as string);
      like.onmessage?.({ data });
    });
    socket.addEventListener('close', ({ code }) => like.onclose?.({ code }));
    socket.accept();
    like.onopen?.(undefined as never);
  };
  void open();
  return like;
}
