import { expect, test } from 'vitest';
import { Connection } from '../../../durable-objects/document/collab/connection.ts';
import { lasting } from '../../../durable-objects/document/collab/standing.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { AUTHOR, MemorySink, Room } from './room.ts';
import { connectionOf } from './sockets.ts';

test('a join begins from the stored text, and hears of all that is behind it', () => {
  const room = new Room();
  room.source.grow('stored ');
  room.source.stored = { version: 1, ops: room.source.text() };
  room.source.grow('then ');
  room.source.grow('now ', 'and ');
  const { sink } = room.join(1);
  expect(sink.heard('joined')).toMatchObject([{ version: 4, snapshot: { version: 1 }, roster: [] }]);
  expect(sink.heard('ops')).toMatchObject([
    { from: 1, to: 4, ops: [{ delta: [{ insert: 'and now then ' }] }] },
  ]);
  expect(sink.text()).toEqual(room.source.text());
});

test('a catch-up gives what came after its version; frame by frame up to the client’s own operation', () => {
  const room = new Room();
  const own = connectionOf(1).connection.state.client as string;
  room.source.grow('a');
  room.source.push([room.source.entry(AUTHOR, 2, 'b'), room.source.entry(own, 1, 'c')]);
  room.source.grow('d');
  room.source.grow('e');
  const { sink } = room.join(1, 0);
  expect(sink.heard('joined')).toMatchObject([{ version: 5, snapshot: null }]);
  expect(sink.heard('ops').map(({ from, to, ops }) => [from, to, ops.length])).toEqual([
    [0, 1, 1],
    [1, 3, 2],
    [3, 5, 1],
  ]);
  expect(sink.heard('ops')[1]?.ops[1]).toEqual({ client: own, seq: 1, delta: [{ insert: 'c' }] });
});

test('a frame’s gathering counts whom the last frame reached, and who wrote, whatever the clock', () => {
  const room = new Room();
  const { connection } = room.join(1);
  room.join(2);
  const stranger = new MemorySink();
  room.connections.set(
    stranger,
    new Connection(stranger, { ...connectionOf(3).connection.state, client: null }, 0),
  );
  expect(room.audience.reach).toBe(0);
  connection.lastOpAt = room.clock.time;
  room.publish('one');
  expect(room.audience).toMatchObject({ reach: 2, activeWriters: 1 });
  connection.lastOpAt = room.clock.time + 3_600_000;
  room.publish('two');
  expect(room.audience).toMatchObject({ reach: 2, activeWriters: 0 });
});

test('sends every frame in order, and presence, to all joined sinks', async () => {
  const room = new Room();
  const first = room.join(1);
  const second = room.join(2);
  const { state } = connectionOf(3).connection;
  const stranger = new MemorySink();
  room.connections.set(stranger, new Connection(stranger, { ...state, client: null }, 0));
  room.publish('one');
  room.publish('two', 'three');
  for (const { sink } of [first, second]) {
    expect(sink.heard('ops').map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect(sink.text()).toEqual(room.source.text());
  }
  expect(stranger.messages).toEqual([]);
  expect(second.sink.heard('joined')[0]?.roster).toMatchObject([{ client: first.client }]);

  room.audience.select(second.connection, { index: 2, length: 1 }, 1);
  room.publish('four');
  await room.pass(1_000);
  const { joined, cursors } = first.sink.heard('presence').reduce((all, message) => ({
    ...message,
    joined: [...all.joined, ...message.joined],
    cursors: [...all.cursors, ...message.cursors],
  }));
  // A selection refers to the newest version: 12 characters were inserted before it.
  const moved = { client: second.client, cursor: { index: 14, length: 1 } };
  expect([...joined, ...cursors]).toContainEqual(expect.objectContaining(moved));
  room.audience.shut(second.connection, CLOSE.left);
  await room.pass(1_000);
  expect(first.sink.heard('presence').at(-1)).toMatchObject({ left: [second.client] });
});

test('a newer connection of a client takes the place of the older one, which hears of nothing more', () => {
  const room = new Room();
  const older = room.join(1);
  const newer = room.join(1);
  room.publish('x');
  expect(older.sink.closedWith).toBe(4409);
  expect(older.sink.heard('ops')).toEqual([]);
  expect(newer.sink.heard('ops')).toHaveLength(1);
  room.audience.left(older.connection);
  expect(room.audience.isHeldByAnother(newer.client, 'a program')).toBe(true);
});

test('a socket of an older release gets a number when it joins again, and the others are told', async () => {
  const room = new Room();
  const grown = connectionOf(1, { offers: ['short.v1'] }).connection;
  const sink = new MemorySink();
  const reader = new Connection(sink, { ...grown.state, client: null }, room.clock.time);
  room.connections.set(sink, reader);
  const join = { type: 'join', version: null, pending: false } as const;
  room.audience.join(reader, { ...join, client: grown.state.client as string });
  const { connection, client } = room.join(2);
  await room.pass(1_000);
  delete connection.state.number;

  room.audience.join(connection, { ...join, client });
  await room.pass(1_000);
  const number = room.audience.presence.numberOf(connection);
  expect(number).toBeGreaterThan(0);
  expect(sink.heard('presence').at(-1)?.numbers).toEqual({ [client]: number });
});

test('a log that is too long for one turn is read in several; live frames wait until it is through', async () => {
  const room = new Room(10);
  for (let i = 0; i < 95; i++) room.source.grow(`${i} `);
  const { sink } = room.join(1);
  room.publish('meanwhile ');
  expect(sink.heard('ops').every(({ to }) => to < 95)).toBe(true);
  await room.pass(1_000);
  room.publish('then ');
  const heard = sink.heard('ops').map(({ from, to }) => [from, to]);
  expect(heard.map(([from]) => from)).toEqual([0, ...heard.slice(0, -1).map(([, to]) => to)]);
  expect(heard.at(-1)).toEqual([96, 97]);
  expect(sink.text()).toEqual(room.source.text());
});

test('closes a sink whose reader confirms too little, without delaying others', () => {
  const room = new Room();
  const slow = room.join(1);
  const quick = room.join(2);
  const megabyte = 'x'.repeat(1_000_000);
  for (let i = 0; i < 12; i++) {
    room.publish(megabyte);
    room.audience.confirm(quick.connection, room.source.version);
  }
  expect(slow.sink.closedWith).toBe(4408);
  expect(slow.sink.heard('ops').length).toBeLessThan(10);
  expect(quick.sink.closedWith).toBeUndefined();
  expect(quick.sink.heard('ops')).toHaveLength(12);
});

test('closes a connection without access; a changed role continues', () => {
  const room = new Room();
  const gone = room.join(1);
  const stays = room.join(2);
  room.audience.setStanding(gone.connection.state.user.id, null);
  room.audience.setStanding(stays.connection.state.user.id, lasting('viewer'));
  room.publish('x');
  expect(gone.sink.closedWith).toBe(4403);
  expect(stays.sink.heard('role')).toEqual([{ type: 'role', role: 'viewer' }]);
  expect([gone, stays].map(({ sink }) => sink.heard('ops').length)).toEqual([0, 1]);
});
