import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { LightSocket } from '../../bench/light-socket.ts';

/** A server, one socket on it, and what the client of that socket has received. */
async function connected() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[WebSocket]>;
  const messages: string[] = [];
  let closed: (code: number) => void = () => {};
  const closing = new Promise<number>((resolve) => {
    closed = resolve;
  });
  const events = { message: (payload: Buffer) => messages.push(payload.toString()), closed };
  const client = await LightSocket.open((server.address() as AddressInfo).port, '/', events, ['collab.v1']);
  const [socket] = await accepted;
  return { server, socket, client, messages, closing };
}

test('a light socket reads messages of every length, in fragments and between pings, until the close', async () => {
  const { server, socket, client, messages, closing } = await connected();
  const sent = ['', 'short', 'm'.repeat(300), 'long'.repeat(50_000)];
  for (const message of sent) socket.send(message);
  const answered = once(socket, 'pong');
  socket.send('two ', { fin: false });
  socket.ping();
  socket.send('parts', { fin: true });
  await answered;
  socket.close(4400);
  expect(await closing).toBe(4400);
  expect(messages).toEqual([...sent, 'two parts']);
  expect(client.framesIn).toBe(messages.length);
  server.close();
});

test('a light socket sends text and bytes of every length', async () => {
  const { server, socket, client } = await connected();
  const sent = ['é'.repeat(70), 'a'.repeat(125), 'b'.repeat(70_000), Buffer.from([0, 255])];
  const received: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      received.push(isBinary ? data : data.toString());
      if (received.length === sent.length) resolve();
    });
  });
  for (const message of sent) client.send(message);
  await all;
  expect(received).toEqual(sent);
  expect(socket.protocol).toBe('collab.v1');
  client.destroy();
  server.close();
});
