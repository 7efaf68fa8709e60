import { expect, test } from 'vitest';
import { Broadcast } from '../../../durable-objects/document/collab/broadcast.ts';
import type { Connection } from '../../../durable-objects/document/collab/connection.ts';
import { Presence } from '../../../durable-objects/document/collab/presence.ts';
import { Peers } from '../../../web/collab/peers.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { Random } from '../../support/random.ts';
import { connectionOf, type TestSocket } from './sockets.ts';

const SOURCE = { version: 0, from: 0, framesAfter: () => [], atHand: () => true, lastOf: () => null };

/** A document with presence only. */
class Room {
  readonly clock = new SimClock(new Random(1));
  readonly connections = new Map<unknown, Connection>();
  presence = this.#newPresence();

  // A replacement has no timer yet.
  #newPresence(): Presence {
    return new Presence({
      source: SOURCE,
      delivery: new Broadcast(this.connections),
      connections: this.connections.values(),
      now: () => this.clock.time,
      after: (ms, action) => void this.clock.for(this).after(ms, action),
    });
  }

  /** A client joins; its immediate messages are counted with the rest. */
  join(
    i: number,
    options?: Parameters<typeof connectionOf>[1],
  ): { connection: Connection; socket: TestSocket } {
    const one = connectionOf(i, options);
    const { client } = one.connection.state;
    this.connections.set(one.socket, one.connection);
    one.socket.send(JSON.stringify({ type: 'joined', ...this.presence.list(client ?? '') }));
    this.presence.joined(one.connection);
    one.connection.save();
    return one;
  }

  leave(connection: Connection): void {
    connection.state.gone = true;
    this.connections.delete(connection.sink);
    this.presence.left(connection);
  }

  act(connection: Connection): void {
    this.presence.acted(connection);
    this.presence.notify();
  }

  wake(): void {
    this.presence = this.#newPresence();
    this.presence.notify();
  }

  pass(ms: number): void {
    const until = this.clock.time + ms;
    while (this.clock.fireUntil(until));
  }
}

/** The names that a client with the offer sees, and the number of others. */
function seen({ connection, socket }: { connection: Connection; socket: TestSocket }): {
  names: string[];
  more: number;
} {
  const peers = new Peers(connection.state.client ?? '');
  const [joined, ...later] = socket.sent.map((text) => JSON.parse(text));
  peers.reset(joined.roster, joined.more, (range) => range);
  for (const message of later) peers.change(message, (range) => range);
  return { names: peers.list().map(({ client }) => client), more: peers.more };
}

const GROWN = { offers: ['crowd.v1'] } as const;

test('up to 100 are named, all of them', () => {
  const room = new Room();
  const people = Array.from({ length: 100 }, (_, i) => room.join(i, GROWN));
  room.pass(1_000);
  for (const one of people) expect(seen(one)).toMatchObject({ names: { length: 99 }, more: 0 });
});

test('in a crowd, names writers and moving carets and counts the rest, for every client', () => {
  const room = new Room();
  const people = Array.from({ length: 90 }, (_, i) => room.join(i, GROWN));
  const old = room.join(90);
  room.act((people[3] as (typeof people)[0]).connection);
  people.push(...Array.from({ length: 60 }, (_, i) => room.join(100 + i, { ...GROWN, role: 'owner' })));
  room.pass(5_000);
  const names = (n: number[]): string[] => n.map((i) => people[i]?.connection.state.client as string);
  expect(seen(people[0] as (typeof people)[0])).toEqual({ names: names([3]), more: 149 });
  expect(seen(people[3] as (typeof people)[0])).toEqual({ names: [], more: 150 });
  expect(seen(people[149] as (typeof people)[0])).toEqual({ names: names([3]), more: 149 });
  room.act((people[120] as (typeof people)[0]).connection);
  room.pass(5_000);
  expect(seen(people[149] as (typeof people)[0])).toEqual({ names: names([3, 120]), more: 148 });
  expect(seen(people[120] as (typeof people)[0])).toEqual({ names: names([3]), more: 149 });

  // A client without the offer receives names only, in the form that it knows.
  expect(old.socket.heard('presence').every((message) => !('more' in message))).toBe(true);
  expect(seen(old).names).toEqual(names([3, 120]));

  // Memory is lost: no client receives news, and presence continues.
  const heard = people[0]?.socket.sent.length;
  room.wake();
  room.pass(5_000);
  expect(people[0]?.socket.sent).toHaveLength(heard as number);
  for (const { connection } of people.slice(60)) room.leave(connection);
  room.pass(5_000);
  expect(seen(people[0] as (typeof people)[0])).toMatchObject({ names: { length: 60 }, more: 0 });
  expect(seen(old).names).toHaveLength(60);
});

test('names up to the limit of writers, and a leaving one makes room for the next', () => {
  const room = new Room();
  const people = Array.from({ length: 150 }, (_, i) => room.join(i, GROWN));
  for (const { connection } of people) room.act(connection);
  room.pass(5_000);
  const last = people[149] as (typeof people)[0];
  expect(seen(last)).toMatchObject({ names: { length: 100 }, more: 49 });
  room.leave((people[0] as (typeof people)[0]).connection);
  room.act(last.connection);
  room.pass(5_000);
  expect(seen(people[1] as (typeof people)[0]).names).toContain(last.connection.state.client);
});

test('the same client on another socket is neither doubled nor forgotten', () => {
  const room = new Room();
  const people = Array.from({ length: 120 }, (_, i) => room.join(i, GROWN));
  room.act((people[0] as (typeof people)[0]).connection);
  room.pass(5_000);
  const again = room.join(0, GROWN);
  people[0]?.connection.close({ code: 4409, reason: 'superseded' });
  room.pass(5_000);
  const { client } = again.connection.state;
  expect(seen(people[5] as (typeof people)[0])).toEqual({ names: [client], more: 118 });
  room.leave(again.connection);
  room.pass(5_000);
  expect(seen(people[5] as (typeof people)[0])).toEqual({ names: [], more: 118 });
});

test('2,000 readers that join within 3 s are sent less than 3 MB in total', () => {
  const room = new Room();
  const people = Array.from({ length: 2_000 }, (_, i) => {
    room.pass(1.5);
    return room.join(i, GROWN);
  });
  room.pass(6_000);
  const sent = people.reduce(
    (sum, { socket }) => sum + socket.sent.reduce((length, text) => length + text.length, 0),
    0,
  );
  expect(sent).toBeLessThan(3_000_000);
  expect(seen(people[0] as (typeof people)[0])).toEqual({ names: [], more: 1_999 });
}, 20_000);

test('a clock that is set back does not hold up the news', () => {
  const room = new Room();
  const first = room.join(1);
  room.clock.time -= 3_600_000;
  room.join(2);
  room.pass(50);
  expect(seen(first).names).toHaveLength(1);
});
