import { beforeEach, expect, test } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import type { WebSocketLike } from '../../../web/collab/connection.ts';
import { type OpenDocument, openDocument } from '../../../web/collab/open-document.ts';
import type { KeptEdit, Status } from '../../../web/collab/ports.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { SimOutbox } from '../../simulation/sim-outbox.ts';
import { Random } from '../../support/random.ts';

const USER = 'personxxxxxxxxxxxxxxxx';
const OTHER = 'otherxxx-00000000';

class FakeSocket implements WebSocketLike {
  readonly said: { type: string; client?: string; seq?: number; delta?: unknown; version?: unknown }[] = [];
  closed = false;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  send(text: string): void {
    if (text !== 'ping') this.said.push(JSON.parse(text) as { type: string });
  }
  close(): void {
    this.closed = true;
  }
  hear(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** An editor that throws on demand, before or half-way through a change that it is told to show. */
class Editor {
  shown: string[] = [];
  throws: 'apply' | 'load' | 'flush' | null = null;
  load(ops: Delta): void {
    this.shown = [JSON.stringify(ops)];
    this.fail('load');
  }
  apply(delta: Delta): void {
    this.shown.push(JSON.stringify(delta));
    this.fail('apply');
  }
  flush(): void {
    this.fail('flush');
  }
  private fail(call: string): void {
    if (this.throws === call) throw new Error(`${call} cannot be drawn`);
  }
}

let clock: SimClock;
let outbox: SimOutbox;
let sockets: FakeSocket[];
let statuses: Status[];
let kept: KeptEdit[];
let editor: Editor;
let open: OpenDocument;

const settle = async (): Promise<void> => {
  for (let i = 0; i < 40; i++) {
    outbox.settle();
    await null;
  }
};

async function pass(ms: number): Promise<void> {
  const until = clock.time + ms;
  while (clock.fireUntil(until)) await settle();
  await settle();
}

function answer(socket: FakeSocket, version: number): void {
  socket.onopen?.(undefined as never);
  const { version: held } = socket.said[0] as { version: unknown };
  socket.hear({
    type: 'joined',
    protocol: 1,
    version,
    role: 'editor',
    user: { id: USER, name: 'P', color: '#000000' },
    snapshot: held === null ? { version, ops: [{ insert: 'text\n' }] } : null,
    synced: 0,
    roster: [],
    limits: { opBytes: 1, documentBytes: 1 },
  });
}

const foreign = (from: number, delta: Delta): object => ({
  type: 'ops',
  from,
  to: from + 1,
  ops: [{ client: OTHER, seq: from + 1, delta }],
});
const latest = (): FakeSocket => sockets.at(-1) as FakeSocket;
const states = (): string[] => statuses.map(({ state }) => state);

beforeEach(async () => {
  clock = new SimClock(new Random(1));
  outbox = new SimOutbox();
  sockets = [];
  statuses = [];
  kept = [];
  editor = new Editor();
  open = openDocument({
    docId: 'd',
    userId: USER,
    origin: 'https://docs.example',
    accessToken: async () => 'token',
    refreshToken: async () => 'token',
    editor,
    outbox: outbox.for({}),
    events: {
      status: (status) => statuses.push(status),
      peers: () => {},
      role: () => {},
      rejected: (edit) => kept.push(edit),
      synced: () => {},
    },
    clock: clock.for({}),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  await settle();
});

test('what throws while it is applied stops the client, and leaves it where the editor was', async () => {
  answer(latest(), 1);
  open.edit([{ insert: 'unsent ' }]);
  editor.throws = 'apply';
  const broken = open.client;
  latest().hear(foreign(1, [{ insert: 'x' }]));
  expect(statuses.at(-1)).toEqual({ state: 'rebuilding' });
  expect([broken.status, broken.version]).toEqual([{ state: 'stopped', reason: 'broken' }, 1]);
  expect(sockets[0]?.closed).toBe(true);
  // Typing into it now has no effect: it is read-only.
  open.edit([{ insert: 'late' }]);
  expect(broken.unsentEdits).toBe(1);
});

test('what was unsent is sent by another client under the same id, and the document is loaded again', async () => {
  answer(latest(), 1);
  open.edit([{ insert: 'unsent ' }]);
  const first = open.client.client;
  editor.throws = 'apply';
  latest().hear(foreign(1, [{ insert: 'x' }]));
  await settle();
  const heir = latest();
  heir.onopen?.(undefined as never);
  expect(heir.said[0]).toMatchObject({ type: 'join', client: first, version: 1, pending: true });
  answer(heir, 1);
  heir.hear(foreign(1, [{ insert: 'x' }]));
  await pass(400);
  expect(heir.said.at(-1)).toMatchObject({
    type: 'op',
    seq: 1,
    delta: [{ retain: 1 }, { insert: 'unsent ' }],
  });
  editor.throws = null;
  await pass(1_000);
  const again = latest();
  expect(again).not.toBe(heir);
  answer(again, 2);
  expect(again.said[0]).toMatchObject({ type: 'join', version: null, pending: false });
  expect(open.client.client).not.toBe(first);
  expect(editor.shown).toEqual(['[{"insert":"text\\n"}]']);
  heir.hear({
    type: 'ops',
    from: 2,
    to: 3,
    ops: [{ client: first, seq: 1, delta: [{ retain: 1 }, { insert: 'unsent ' }] }],
  });
  await settle();
  expect(statuses.at(-1)).toEqual({ state: 'saved', version: 2 });
  expect([outbox.records.size, open.atRisk, kept]).toEqual([0, 0, []]);
});

test('what throws while it is loaded is tried again, ever later, and then no more', async () => {
  editor.throws = 'load';
  for (let waited = 0; waited < 90_000; waited += 250) {
    if (!latest().closed && latest().said.length === 0) answer(latest(), 1);
    await pass(250);
  }
  const joins = sockets.flatMap(({ said }) => said.filter(({ type }) => type === 'join'));
  expect(new Set(joins.map(({ client }) => client)).size).toBe(5);
  expect(statuses.at(-1)).toEqual({ state: 'stopped', reason: 'broken' });
  expect(states().filter((state) => state === 'rebuilding')).toHaveLength(4);
  expect(sockets.every(({ closed }) => closed)).toBe(true);
});

test('what throws half-way through a batch of waiting frames ends it there', async () => {
  answer(latest(), 1);
  const broken = open.client;
  broken.hold();
  latest().hear(foreign(1, [{ insert: 'a' }]));
  latest().hear(foreign(2, [{ insert: 'b' }]));
  editor.throws = 'apply';
  broken.release();
  expect(broken.version).toBe(1);
  expect(editor.shown).toEqual(['[{"insert":"text\\n"}]', '[{"insert":"a"}]']);
  expect(statuses.at(-1)).toEqual({ state: 'rebuilding' });
});

test('what throws while the editor hands over what was typed stops the client too', async () => {
  answer(latest(), 1);
  editor.throws = 'flush';
  latest().hear(foreign(1, [{ insert: 'a' }]));
  expect(open.client.version).toBe(1);
  expect(statuses.at(-1)).toEqual({ state: 'rebuilding' });
});

test('keeps text that the editor shows but never reported for its author', async () => {
  answer(latest(), 1);
  open.fail(new Error('somewhere in the editor'), [{ insert: 'never told' }]);
  await settle();
  expect(kept).toMatchObject([{ code: 'broken', delta: [{ insert: 'never told' }] }]);
  expect(outbox.keptEdits).toHaveLength(1);
  expect(statuses.at(-1)).toEqual({ state: 'rebuilding' });
});

test('a device that refuses hands over in memory, and closing waits until the server has it', async () => {
  answer(latest(), 1);
  outbox.mood = 'refuses';
  latest().onclose?.({ code: 1006 });
  open.edit([{ insert: 'only here ' }]);
  await settle();
  expect(open.atRisk).toBe(1);
  const closing = open.close();
  let closed = false;
  void closing.then(() => {
    closed = true;
  });
  await pass(6_000);
  expect([closed, open.atRisk]).toEqual([false, 1]);
  answer(latest(), 1);
  await pass(6_000);
  const own = latest().said.find(({ type }) => type === 'op');
  expect(own).toMatchObject({ seq: 1, delta: [{ insert: 'only here ' }] });
  const client = latest().said[0]?.client;
  latest().hear({
    type: 'ops',
    from: 1,
    to: 2,
    ops: [{ client, seq: 1, delta: [{ insert: 'only here ' }] }],
  });
  await settle();
  expect([closed, open.atRisk]).toEqual([true, 0]);
});

test('continues to send unsent edits after leaving the document, while the page exists', async () => {
  answer(latest(), 1);
  await settle();
  const first = open.client.client;
  open.edit([{ insert: 'last words ' }]);
  const left = latest();
  const closing = open.close();
  await settle();
  await open.close();
  await closing;
  expect([left.closed, open.atRisk]).toEqual([true, 0]);
  expect([outbox.records.size, outbox.dead()]).toEqual([1, null]);
  const heir = latest();
  expect(heir).not.toBe(left);
  answer(heir, 1);
  await pass(400);
  expect(heir.said[0]).toMatchObject({ type: 'join', client: first, pending: true });
  expect(heir.said.at(-1)).toMatchObject({ type: 'op', seq: 1, delta: [{ insert: 'last words ' }] });
  heir.hear({
    type: 'ops',
    from: 1,
    to: 2,
    ops: [{ client: first, seq: 1, delta: [{ insert: 'last words ' }] }],
  });
  await settle();
  expect([heir.closed, outbox.records.size, kept]).toEqual([true, 0, []]);
});

test('edits that may no longer be sent stay on the device when the document is left', async () => {
  answer(latest(), 1);
  await settle();
  open.edit([{ insert: 'later ' }]);
  latest().onclose?.({ code: 4401 });
  await settle();
  open.client.unauthenticated();
  await settle();
  const { length } = sockets;
  const closing = open.close();
  await settle();
  await closing;
  expect([sockets.length, outbox.records.size, open.atRisk]).toEqual([length, 1, 0]);
  expect(outbox.dead()).toMatchObject({ pending: [{ insert: 'later ' }] });
});
