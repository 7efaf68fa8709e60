import { describe, expect, test } from 'vitest';
import { catchUp } from '../../durable-objects/document/collab/catch-up.ts';
import { type Frame, makeFrame } from '../../durable-objects/document/collab/frame.ts';
import { canonicalJson } from '../../src/ot/canonical.ts';
import { compose } from '../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../src/ot/last-newline.ts';
import type { Delta } from '../../src/ot/op.ts';
import type { OpsMessage, ServerMessage } from '../../src/protocol/messages.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import { PendingEdits } from '../../web/collab/pending-edits.ts';
import { Random } from '../support/random.ts';
import { SimClock } from './sim-clock.ts';
import { SimOutbox } from './sim-outbox.ts';
import { SimServer } from './sim-server.ts';
import { SimSocket } from './sim-socket.ts';

const A = 'alice-00-aaaaaaaa';
const B = 'bob-0000-bbbbbbbb';
const C = 'carol-00-cccccccc';
const userOf = (client: string): string => `${client.slice(0, 8)}xxxxxxxxxxxxxx`;

/** A server whose frames stay open until time passes, and sockets driven by hand. */
class Stage {
  readonly clock = new SimClock(new Random(1));
  readonly server = new SimServer(this.clock, 1_000);

  join(client: string, version: number | null, pending: boolean): SimSocket {
    const socket = new SimSocket();
    this.server.connect(socket, userOf(client));
    this.say(socket, { type: 'join', client, version, pending });
    return socket;
  }

  say(socket: SimSocket, message: object): void {
    this.server.receive(socket, JSON.stringify(message));
  }

  op(socket: SimSocket, version: number, seq: number, delta: Delta): void {
    this.say(socket, { type: 'op', version, seq, delta });
  }

  /** Commits whatever is open. */
  commit(): void {
    while (this.clock.fire());
  }

  heard(socket: SimSocket): ServerMessage[] {
    return socket.toClient.splice(0).map((text) => JSON.parse(text) as ServerMessage);
  }

  logOf(socket: SimSocket): OpsMessage[] {
    return this.heard(socket).filter((message) => message.type === 'ops');
  }
}

// Members whose composition sorts X before the deleted a: composed or one by one makes a difference to an insert at 0.
const X_BEHIND_A: Delta = [{ retain: 1 }, { insert: 'X' }];
const DELETE_A: Delta = [{ delete: 1 }];
const B_BEFORE_A: Delta = [{ insert: 'b' }];

function withA(stage: Stage): { a: SimSocket; b: SimSocket; c: SimSocket } {
  const a = stage.join(A, null, false);
  const b = stage.join(B, null, false);
  const c = stage.join(C, null, false);
  stage.op(a, 0, 1, [{ insert: 'a' }]);
  stage.commit();
  for (const socket of [a, b, c]) stage.heard(socket);
  return { a, b, c };
}

describe('a join', () => {
  test('first commits the open frame, so that the joining client meets its own operation', () => {
    const stage = new Stage();
    const { a } = withA(stage);
    stage.op(a, 1, 2, [{ insert: 'one ' }]);
    stage.commit();
    stage.op(a, 2, 3, [{ insert: 'two ' }]);
    const again = stage.join(A, 2, true);
    const [joined, ...log] = stage.heard(again).filter((message) => message.type !== 'presence');
    expect(joined).toMatchObject({ type: 'joined', version: 3, snapshot: null });
    expect(log).toMatchObject([{ type: 'ops', from: 2, to: 3, ops: [{ client: A, seq: 3 }] }]);
  });

  test('an operation that is still queued on the superseded socket is ignored', () => {
    const stage = new Stage();
    const { a } = withA(stage);
    const again = stage.join(A, 1, true);
    stage.op(a, 1, 2, [{ insert: 'late ' }]);
    stage.op(again, 1, 2, [{ insert: 'late ' }]);
    stage.commit();
    expect(a.closedWith).toBe(4409);
    expect(stage.server.log.head).toBe(2);
    expect(canonicalJson(stage.server.log.text)).toBe('[{"insert":"late a\\n"}]');
  });

  test('a version inside a frame is answered with that frame’s members after it', () => {
    const stage = new Stage();
    const { a, b } = withA(stage);
    stage.op(a, 1, 2, [{ insert: 'x' }]);
    stage.op(b, 1, 1, [{ insert: 'y' }]);
    stage.commit();
    expect(stage.server.log.frames.at(-1)).toMatchObject({ from: 1, to: 3 });
    expect(stage.logOf(stage.join(C, 2, true))).toMatchObject([
      { from: 2, to: 3, ops: [{ client: B, seq: 1 }] },
    ]);
  });

  test('up to the own operation the log comes frame by frame, behind it composed', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    const send = (socket: SimSocket, seq: number): void => {
      stage.op(socket, stage.server.log.head, seq, [{ insert: `${seq}` }]);
      stage.commit();
    };
    send(b, 1);
    send(b, 2);
    send(a, 2);
    send(b, 3);
    send(b, 4);
    send(c, 1);
    const log = stage.logOf(stage.join(A, 1, true));
    expect(log.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 7],
    ]);
    expect(log[3]?.ops).toEqual([{ delta: [{ insert: '143' }] }]);
  });
});

describe('frames are units of transformation', () => {
  /** What B's own insert becomes on the server, and in B's editor when it takes `frames` in. */
  function bothSides(
    stage: Stage,
    b: SimSocket,
    frames: readonly Frame[],
  ): { server: string; client: string } {
    stage.op(b, 1, 1, B_BEFORE_A);
    stage.commit();
    const edits = new PendingEdits(B, 0, null, B_BEFORE_A);
    edits.take();
    let shown: Delta = compose([{ insert: 'a\n' }], B_BEFORE_A);
    for (const message of catchUp(frames, 1, Number.POSITIVE_INFINITY)) {
      const received = edits.receive(edits.parts(message.ops));
      received.take();
      shown = compose(shown, received.shown ?? []);
    }
    return { server: canonicalJson(stage.server.log.text), client: canonicalJson(shown) };
  }

  test('X behind a, then a deleted, while another inserts before a: both sides take the frame as one', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    const { server, client } = bothSides(stage, b, stage.server.log.frames.slice(1));
    expect(server).toBe('[{"insert":"Xb\\n"}]');
    expect(client).toBe(server);
  });

  test('frame edges lost in storage would make the copies differ', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    const split = stage.server.log.frames
      .slice(1)
      .flatMap((frame) => frame.entries.map((entry, i) => makeFrame(frame.from + i, [entry])));
    const { server, client } = bothSides(stage, b, split);
    expect(client).not.toBe(server);
  });

  test('and an eviction keeps them', () => {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    stage.server.evict();
    const { server, client } = bothSides(stage, b, stage.server.log.frames.slice(1));
    expect(client).toBe(server);
  });
});

describe('a join from before the kept log', () => {
  /** A log of 7 versions in 5 frames, of which only the last one is kept; B's own operation is the 4th version. */
  function pruned(): Stage {
    const stage = new Stage();
    const { a, b, c } = withA(stage);
    stage.op(a, 1, 2, X_BEHIND_A);
    stage.op(c, 1, 1, DELETE_A);
    stage.commit();
    stage.op(b, 1, 1, B_BEFORE_A);
    stage.commit();
    for (let seq = 3; seq <= 5; seq++) {
      stage.op(a, stage.server.log.head, seq, [{ insert: `${seq}` }]);
      stage.commit();
    }
    stage.server.checkpoint();
    stage.server.log.prune(6);
    expect(stage.server.log.from).toBe(6);
    return stage;
  }

  /** Lets the archive be read to its end. */
  async function read(stage: Stage): Promise<void> {
    while (stage.server.reading > 0) {
      stage.commit();
      await null;
    }
  }

  test.each([
    ['known', 0],
    ['looked for in the archive', 6],
  ])(
    'its own operation is %s: frames as committed up to it, composed behind it',
    async (_name, clientsFrom) => {
      const stage = pruned();
      stage.server.log.clientsFrom = clientsFrom;
      stage.server.evict();
      const b = stage.join(B, 1, true);
      await read(stage);
      const log = stage.logOf(b);
      expect(log.map(({ from, to }) => [from, to])).toEqual([
        [1, 3],
        [3, 4],
        [4, 7],
      ]);
      expect(log[0]?.ops).toHaveLength(2);
      expect(log[1]?.ops).toMatchObject([{ client: B, seq: 1 }]);
      expect(log[2]?.ops).toEqual([{ delta: [{ insert: '543' }] }]);
    },
  );

  test('nothing else reaches it until it is through, then everything does', async () => {
    const stage = pruned();
    const b = stage.join(B, 1, true);
    const a = stage.join(A, null, false);
    stage.heard(a);
    stage.say(a, { type: 'op', version: 7, seq: 6, delta: [{ insert: 'live' }] });
    expect(stage.heard(b).map(({ type }) => type)).toEqual(['joined']);
    await read(stage);
    stage.op(a, 8, 7, [{ insert: 'more' }]);
    stage.commit();
    const heard = stage.heard(b);
    const log = heard.filter((message) => message.type === 'ops');
    expect(log.map(({ from }) => from)).toEqual([1, 3, 4, 8]);
    expect(log.at(-1)).toMatchObject({ to: 9, ops: [{ client: A, seq: 7 }] });
    const present = heard.flatMap((message) => (message.type === 'presence' ? message.joined : []));
    expect(present.map(({ client }) => client)).toContain(A);
  });

  test('an archive that cannot be read closes it with 1012, and it comes again', async () => {
    const stage = pruned();
    stage.server.archiveFails = 1;
    const b = stage.join(B, 1, true);
    await read(stage);
    expect(b.closedWith).toBe(1012);
    stage.server.archiveFails = 0;
    const again = stage.join(B, 1, true);
    await read(stage);
    expect(stage.logOf(again).at(-1)?.to).toBe(7);
  });

  test('without edits of its own it gets the snapshot', () => {
    const stage = pruned();
    expect(stage.heard(stage.join(B, 1, false))[0]).toMatchObject({ snapshot: { version: 7 } });
    expect(stage.server.readings).toBe(0);
  });
});

test('a client drops a message that straddles its version, and joins again', () => {
  const sent: string[] = [];
  let shown: Delta = EMPTY_DOCUMENT;
  const none = (): void => {};
  const client = new DocumentClient({
    docId: 'd',
    userId: userOf(B),
    clock: new SimClock(new Random(1)).for({}),
    outbox: new SimOutbox().for({}),
    fetchSnapshot: () => Promise.reject(new Error('unused')),
    editor: {
      load: (ops) => {
        shown = ops;
      },
      apply: (delta) => {
        shown = compose(shown, delta);
      },
      flush: none,
    },
    events: { status: none, peers: none, role: none, rejected: none, synced: none },
  });
  client.opened({ send: (text) => sent.push(text), reconnect: none });
  const joined = (version: number): string =>
    JSON.stringify({
      type: 'joined',
      protocol: 1,
      version,
      role: 'editor',
      user: { id: userOf(B), name: 'B', color: '#000000' },
      snapshot: { version: 2, ops: [{ insert: 'aX\n' }] },
      synced: 0,
      roster: [],
      limits: { opBytes: 1, documentBytes: 1 },
    });
  client.received(joined(2));
  sent.length = 0;
  const frame: OpsMessage = {
    type: 'ops',
    from: 1,
    to: 3,
    ops: [
      { client: A, seq: 2, delta: X_BEHIND_A },
      { client: C, seq: 1, delta: DELETE_A },
    ],
  };
  client.received(JSON.stringify(frame));
  expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([
    { type: 'join', client: client.client, version: 2, pending: false },
  ]);
  client.received(JSON.stringify({ ...frame, from: 2 }));
  expect(canonicalJson(shown)).toBe('[{"insert":"aX\\n"}]');
});

test('a client tells of which generation its version is, once it has been told of one', () => {
  const sent: string[] = [];
  const none = (): void => {};
  const client = new DocumentClient({
    docId: 'd',
    userId: userOf(B),
    clock: new SimClock(new Random(1)).for({}),
    outbox: new SimOutbox().for({}),
    fetchSnapshot: () => Promise.reject(new Error('unused')),
    editor: { load: none, apply: none, flush: none },
    events: { status: none, peers: none, role: none, rejected: none, synced: none },
  });
  const join = (): unknown => {
    client.opened({ send: (text) => sent.push(text), reconnect: none });
    return JSON.parse(sent.pop() ?? 'null');
  };
  const joined = (more: object): string =>
    JSON.stringify({
      type: 'joined',
      protocol: 1,
      version: 2,
      role: 'editor',
      user: { id: userOf(B), name: 'B', color: '#000000' },
      snapshot: { version: 2, ops: [{ insert: 'aX\n' }] },
      synced: 0,
      roster: [],
      limits: { opBytes: 1, documentBytes: 1 },
      ...more,
    });
  expect(join()).toEqual({ type: 'join', client: client.client, version: null, pending: false });
  client.received(joined({}));
  client.closed(1012);
  expect(join()).toEqual({ type: 'join', client: client.client, version: 2, pending: false });
  client.received(joined({ reset: true, generation: 7 }));
  client.closed(1012);
  expect(join()).toEqual({ type: 'join', client: client.client, version: 2, pending: false, generation: 7 });
  // A snapshot that has not arrived leaves it with what it held before.
  client.received(joined({ reset: true, generation: 9, snapshot: { version: 1, url: 'https://x/' } }));
  client.closed(1006);
  expect(join()).toEqual({ type: 'join', client: client.client, version: 2, pending: false, generation: 7 });
});
