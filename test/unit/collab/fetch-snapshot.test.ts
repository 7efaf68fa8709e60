import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { newClientId } from '../../../src/base/ids.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import { DocumentClient } from '../../../web/collab/document-client.ts';
import { fetchSnapshot } from '../../../web/collab/fetch-snapshot.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { SimOutbox } from '../../simulation/sim-outbox.ts';
import { Random } from '../../support/random.ts';

const USER = 'userxxxxxxxxxxxxxxxxxx';
const OPS: Delta = Array.from({ length: 20_000 }, (_, i) => ({ insert: `${i}`, attributes: { bold: true } }));
const BODY = JSON.stringify({ version: 7, ops: OPS });

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** The URL of a snapshot that `respond` serves. */
async function serve(respond: (response: ServerResponse) => void): Promise<string> {
  const own = createServer((_, response) => respond(response));
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(own.address() as AddressInfo).port}/`;
}

/** The client's result for a snapshot of version `announced` at `url`. */
async function join(url: string, announced: number): Promise<{ loaded: Delta | null; reconnects: number }> {
  const seen: { loaded: Delta | null; reconnects: number } = { loaded: null, reconnects: 0 };
  const none = (): void => {};
  const ended = Promise.withResolvers<void>();
  const client = new DocumentClient({
    docId: 'docxxxxxxxxxxxxxxxxxxx',
    userId: USER,
    clock: new SimClock(new Random(1)).for({}),
    outbox: new SimOutbox().for({}),
    fetchSnapshot: (at) => fetchSnapshot(at),
    editor: {
      load: (ops) => {
        seen.loaded = ops;
        ended.resolve();
      },
      apply: none,
      flush: none,
    },
    events: { status: none, peers: none, role: none, rejected: none, synced: none },
  });
  client.opened({
    send: none,
    reconnect: () => {
      seen.reconnects++;
      ended.resolve();
    },
  });
  client.received(
    JSON.stringify({
      type: 'joined',
      protocol: 1,
      version: announced,
      role: 'editor',
      user: { id: USER, name: 'User', color: '#336699' },
      snapshot: { version: announced, url },
      synced: 0,
      roster: [
        {
          client: newClientId(USER),
          user: { id: USER, name: 'User', color: '#336699' },
          role: 'editor',
          cursor: null,
        },
      ],
      limits: { opBytes: LIMITS.opBytes, documentBytes: LIMITS.documentBytes },
    }),
  );
  await ended.promise;
  return seen;
}

test('a snapshot is loaded when it is there, and each of its bytes is counted', async () => {
  const url = await serve((response) => response.end(BODY));
  expect(await join(url, 7)).toEqual({ loaded: OPS, reconnects: 0 });
  let bytes = 0;
  await fetchSnapshot(url, (length) => {
    bytes += length;
  });
  expect(bytes).toBe(BODY.length);
});

const BROKEN: [why: string, announced: number, respond: (response: ServerResponse) => void][] = [
  ['is refused', 7, (response) => response.writeHead(404).end(BODY)],
  ['is of another version than was announced', 8, (response) => response.end(BODY)],
  ['ends too early', 7, (response) => response.end(BODY.slice(0, BODY.lastIndexOf('},{') + 1))],
  ['breaks off', 7, (response) => response.write(BODY.slice(0, -9), () => response.destroy())],
];

test.for(BROKEN)(
  'nothing is loaded of one that %s: the client joins again',
  async ([, announced, respond]) => {
    expect(await join(await serve(respond), announced)).toEqual({ loaded: null, reconnects: 1 });
  },
);
