import { beforeEach, describe, expect, test } from 'vitest';
import { OFFERS } from '../../../src/protocol/offers.ts';
import { Connection, ShutOut, SignedOut, type WebSocketLike } from '../../../web/collab/connection.ts';
import { DocumentClient } from '../../../web/collab/document-client.ts';
import type { KeptEdit, Status } from '../../../web/collab/ports.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { SimOutbox } from '../../simulation/sim-outbox.ts';
import { Random } from '../../support/random.ts';

class FakeSocket implements WebSocketLike {
  readonly sent: string[] = [];
  readyState = 1;
  closed = false;
  answersPings = true;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly protocols: string[];
  constructor(protocols: string[]) {
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(text);
    if (text === 'ping' && this.answersPings) this.onmessage?.({ data: 'pong' });
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.onopen?.(undefined as never);
  }
  drop(code: number): void {
    this.onclose?.({ code });
  }
}

const USER = 'personxxxxxxxxxxxxxxxx';

function token(expiresAtMs: number): string {
  return `h.${Buffer.from(JSON.stringify({ exp: expiresAtMs / 1_000 })).toString('base64url')}.s`;
}

const joined = (version: number, role = 'editor'): string =>
  JSON.stringify({
    type: 'joined',
    protocol: 1,
    version,
    role,
    user: { id: USER, name: 'P', color: '#000000' },
    snapshot: { version, ops: [{ insert: 'text\n' }] },
    synced: 0,
    roster: [],
    limits: { opBytes: 1, documentBytes: 1 },
  });

let clock: SimClock;
let outbox: SimOutbox;
let sockets: FakeSocket[];
let statuses: Status[];
let kept: KeptEdit[];
let refreshes: number;
let failRefresh: Error | null;
let client: DocumentClient;
let connection: Connection;

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) {
    while (outbox.waiting > 0) outbox.settle();
    await null;
  }
};
const latest = (): FakeSocket => sockets.at(-1) as FakeSocket;
const messages = (socket: FakeSocket): { type: string }[] =>
  socket.sent.filter((text) => text !== 'ping').map((text) => JSON.parse(text) as { type: string });

/** Lets virtual time pass, firing what is due on the way. */
async function pass(ms: number): Promise<void> {
  const until = clock.time + ms;
  while (clock.fireUntil(until)) await settle();
  await settle();
}

beforeEach(async () => {
  clock = new SimClock(new Random(1));
  outbox = new SimOutbox();
  sockets = [];
  statuses = [];
  kept = [];
  refreshes = 0;
  failRefresh = null;
  const its = clock.for({});
  client = new DocumentClient({
    docId: 'd',
    userId: USER,
    clock: its,
    outbox: outbox.for({}),
    fetchSnapshot: () => Promise.reject(new Error('unused')),
    editor: { load: () => {}, apply: () => {}, flush: () => {} },
    events: {
      status: (status) => statuses.push(status),
      peers: () => {},
      role: () => {},
      rejected: (edit) => kept.push(edit),
      synced: () => {},
    },
  });
  connection = new Connection({
    client,
    clock: its,
    tokens: {
      current: async () => token(clock.time + 900_000),
      refresh: async () => {
        refreshes++;
        if (failRefresh !== null) throw failRefresh;
        return token(clock.time + 900_000);
      },
    },
    openSocket: (protocols) => {
      const socket = new FakeSocket(protocols);
      sockets.push(socket);
      return socket;
    },
  });
  connection.start();
  await settle();
  latest().open();
  latest().onmessage?.({ data: joined(1) });
});

describe('a newer server', () => {
  test('frames and fields that nobody here knows are skipped, and what is unsent is sent', async () => {
    client.edit([{ insert: 'mine ' }]);
    const socket = latest();
    for (const frame of [
      { type: 'unheard-of', from: 1, to: 9, ops: [] },
      { type: 'synced', version: 1, snapshot: 0, later: true },
      { type: 'presence', joined: [], left: [], cursors: [], later: { x: 1 } },
      { type: 'role', role: 'editor', until: 12 },
    ])
      socket.onmessage?.({ data: JSON.stringify(frame) });
    await pass(1_000);
    const own = messages(socket).find(({ type }) => type === 'op') as { seq?: number; delta?: unknown };
    expect(own).toMatchObject({ seq: 1, delta: [{ insert: 'mine ' }] });
    socket.onmessage?.({
      data: JSON.stringify({
        type: 'ops',
        from: 1,
        to: 2,
        ops: [{ client: client.client, seq: 1, delta: [{ insert: 'mine ' }], by: 'later' }],
        later: 1,
      }),
    });
    expect([client.status, kept, sockets.length]).toEqual([{ state: 'saved', version: 2 }, [], 1]);
  });
});

describe('a connection', () => {
  test('offers its credential in the subprotocol and joins', () => {
    expect(latest().protocols).toEqual(['collab.v1', ...OFFERS, expect.stringMatching(/^bearer\./)]);
    expect(messages(latest())[0]).toMatchObject({ type: 'join', version: null, pending: false });
    expect(client.status).toEqual({ state: 'saved', version: 1 });
  });

  test('comes back with backoff and full jitter, at most 30 s apart, and joins from its version', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      const at = clock.time;
      const before = sockets.length;
      latest().drop(1006);
      while (sockets.length === before) {
        expect(clock.fire()).toBe(true);
        await settle();
      }
      waits.push(clock.time - at);
    }
    waits.forEach((wait, i) => {
      expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** i));
    });
    expect(Math.max(...waits)).toBeGreaterThan(4_000);
    latest().open();
    expect(messages(latest())).toEqual([{ type: 'join', client: client.client, version: 1, pending: false }]);
  });

  test('edits made offline wait, are counted, and go after the join', async () => {
    latest().drop(1006);
    client.edit([{ insert: 'a' }]);
    client.edit([{ retain: 1 }, { insert: 'b' }]);
    expect(client.status).toEqual({ state: 'offline', edits: 0 });
    await settle();
    expect(client.status).toEqual({ state: 'offline', edits: 2 });
    connection.wake();
    await settle();
    latest().open();
    expect(messages(latest())).toMatchObject([{ type: 'join', version: 1, pending: true }]);
    latest().onmessage?.({ data: joined(1).replace(/"snapshot":\{.*?\]\}/, '"snapshot":null') });
    await pass(1_000);
    expect(messages(latest())[1]).toMatchObject({
      type: 'op',
      version: 1,
      seq: 1,
      delta: [{ insert: 'ab' }],
    });
    expect(client.status).toEqual({ state: 'saving', version: 1 });
  });

  test('a fresh token goes over the open socket before the old one expires', async () => {
    await pass(830_000);
    latest().onmessage?.({ data: 'pong' });
    await pass(15_000);
    expect(refreshes).toBe(1);
    expect(
      sockets.filter((socket) => messages(socket).some(({ type }) => type === 'auth')).length,
    ).toBeGreaterThan(0);
  });

  test('4401 refreshes and connects again; without a session it stops and keeps the edits', async () => {
    client.edit([{ insert: 'unsent' }]);
    latest().drop(4401);
    await pass(2_000);
    expect(refreshes).toBe(1);
    expect(sockets).toHaveLength(2);
    failRefresh = new SignedOut();
    latest().drop(4401);
    await pass(5_000);
    expect(client.status).toEqual({ state: 'stopped', reason: 'unauthenticated' });
    await settle();
    expect([...outbox.records.values()]).toMatchObject([
      { client: client.client, pending: [{ insert: 'unsent' }] },
    ]);
    expect(clock.pending).toBe(0);
  });

  test('where no credential can ever be had again, what was unsent is kept for the user', async () => {
    client.edit([{ insert: 'unsent' }]);
    failRefresh = new ShutOut();
    latest().drop(4401);
    await pass(5_000);
    expect(client.status).toEqual({ state: 'stopped', reason: 'forbidden' });
    expect(kept).toMatchObject([{ delta: [{ insert: 'unsent' }] }]);
    await pass(60_000);
    expect(sockets).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('nothing is said to a socket that is closing', async () => {
    const socket = latest();
    const said = socket.sent.length;
    socket.readyState = 2;
    client.edit([{ insert: 'unsent' }]);
    connection.wake();
    await pass(100);
    expect(socket.sent).toHaveLength(said);
    socket.drop(1006);
    await pass(2_000);
    expect(sockets).toHaveLength(2);
  });

  test.each([
    [4403, 'forbidden'],
    [4410, 'deleted'],
    [4400, 'protocol_error'],
  ])('%i stops, and what was unsent is kept for the user', async (code, reason) => {
    client.edit([{ insert: 'unsent' }]);
    latest().drop(code);
    expect(client.status).toEqual({ state: 'stopped', reason });
    expect(kept).toMatchObject([{ delta: [{ insert: 'unsent' }] }]);
    await pass(60_000);
    expect(sockets).toHaveLength(1);
    expect(outbox.keptEdits).toHaveLength(1);
    expect(outbox.records.size).toBe(0);
  });

  test('a socket that answers no ping is given up', async () => {
    latest().answersPings = false;
    await pass(39_000);
    expect(sockets[0]?.sent).toContain('ping');
    await pass(3_000);
    expect(sockets[0]?.closed).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
  });

  test('alone, edits are batched for 300 ms; in company they go at once', async () => {
    client.edit([{ insert: 'a' }]);
    await pass(200);
    expect(messages(latest()).map(({ type }) => type)).toEqual(['join']);
    await pass(200);
    expect(messages(latest()).map(({ type }) => type)).toEqual(['join', 'op']);
    const entry = { client: client.client, seq: 1, delta: [{ insert: 'a' }] };
    latest().onmessage?.({ data: JSON.stringify({ type: 'ops', from: 1, to: 2, ops: [entry] }) });
    const other = {
      client: 'somebody-12345678',
      user: { id: 's', name: 'S', color: '#000000' },
      role: 'editor',
      cursor: null,
    };
    latest().onmessage?.({
      data: JSON.stringify({ type: 'presence', joined: [other], left: [], cursors: [] }),
    });
    client.edit([{ insert: 'b' }]);
    await settle();
    expect(messages(latest()).map(({ type }) => type)).toEqual(['join', 'op', 'op']);
  });

  test('nothing is sent before the outbox holds it', async () => {
    const other = {
      client: 'somebody-12345678',
      user: { id: 's', name: 'S', color: '#000000' },
      role: 'editor',
      cursor: null,
    };
    latest().onmessage?.({
      data: JSON.stringify({ type: 'presence', joined: [other], left: [], cursors: [] }),
    });
    client.edit([{ insert: 'a' }]);
    for (let i = 0; i < 50; i++) await null;
    expect(messages(latest()).map(({ type }) => type)).toEqual(['join']);
    outbox.settle();
    for (let i = 0; i < 50; i++) await null;
    expect(messages(latest()).map(({ type }) => type)).toEqual(['join', 'op']);
  });
});
