import { expect, test } from 'vitest';
import { CatchUpFlow } from '../../../durable-objects/document/collab/catch-up-flow.ts';
import { Allowance, Floods, type Reader } from '../../../durable-objects/document/collab/floods.ts';
import { Lanes } from '../../../durable-objects/document/collab/lanes.ts';
import { opWithoutDelta } from '../../../durable-objects/document/collab/op-head.ts';
import type { Ports } from '../../../durable-objects/document/collab/ports.ts';
import { Tail } from '../../../durable-objects/document/collab/tail.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { Random } from '../../support/random.ts';
import { connectionOf } from './sockets.ts';

const MB = 1024 * 1024;

const allowed = (receivedPerMinute: number) => ({ receivedPerMinute, suggestionChangesPerHour: 7_200 });

test('what a user sends is counted over all their sockets, and refills with time', () => {
  const floods = new Floods(allowed(6 * MB));
  const allowance = floods.of('ada', 0);
  expect(floods.of('ada', 0)).toBe(allowance);
  for (let i = 0; i < 6; i++) expect(allowance.mayReceive(0, MB)).toBe(true);
  expect(allowance.mayReceive(0, 1)).toBe(false);
  expect(floods.of('grace', 0).mayReceive(0, MB)).toBe(true);
  expect(allowance.mayReceive(10_000, MB)).toBe(true);
  expect(allowance.mayReceive(10_000, MB)).toBe(false);
});

test('refusals of 1 MB are few, small ones are many', () => {
  const long = new Allowance(allowed(100 * MB), 0);
  let refused = 0;
  while (long.mayBeRefused(0, MB)) refused++;
  expect(refused).toBeLessThan(5);
  const short = new Allowance(allowed(100 * MB), 0);
  for (let i = 0; i < 500; i++) expect(short.mayBeRefused(0, 60)).toBe(true);
});

test('all sockets of a user share 4,000 operations a second; a program has as many of its own', () => {
  const floods = new Floods(allowed(MB));
  const person = { user: { id: 'user0' }, credentialId: 's' };
  const program = { ...person, program: true, credentialId: 'p' };
  const taken = (reader: Reader, now: number): number => {
    let n = 0;
    while (floods.ofReader(reader, now).mayEdit(now)) n++;
    return n;
  };
  expect(taken(person, 0)).toBe(400);
  expect(taken({ ...person, credentialId: 'another session' }, 0)).toBe(0);
  expect(taken(program, 0)).toBe(400);
  expect(taken(person, 50)).toBe(200);
});

test('remembers a thousand users, and forgets those who left long ago', () => {
  const floods = new Floods(allowed(MB));
  const first = floods.of('user0', 0);
  for (let i = 1; i < 1_000; i++) floods.of(`user${i}`, 0);
  floods.of('late', 60_000);
  expect(floods.of('user0', 60_000)).toBe(first);
  for (let i = 0; i < 1_000; i++) floods.of(`later${i}`, 300_000);
  expect(floods.of('user0', 300_000)).not.toBe(first);
});

test('does not forget a program that is at work', () => {
  const floods = new Floods(allowed(MB));
  const program = { user: { id: 'user0' }, program: true, credentialId: 'p' };
  const first = floods.ofReader(program, 0);
  floods.ofReader(program, 299_000);
  for (let i = 0; i < 1_000; i++) floods.of(`later${i}`, 300_000);
  expect(floods.ofReader(program, 300_000)).toBe(first);
});

test('recognises the operation of a user who may not write without its delta', () => {
  const op = { type: 'op', version: 17, seq: 3, delta: [] };
  expect(opWithoutDelta('{"type":"op","version":17,"seq":3,"delta":[{"ins', false)).toEqual(op);
  for (const short of ['[17,3,[{"no":', '[17,3]']) expect(opWithoutDelta(short, true), short).toEqual(op);
  expect(opWithoutDelta('{"type":"op","version":17,"seq":3,"delta":[{"ins', true)).toEqual(op);
  for (const other of ['[17,0,1]', '[17,3', '[1.7,3,1]'])
    expect(opWithoutDelta(other, true), other).toBeNull();
  for (const other of [
    '{"type":"cursor","version":17,"cursor":null}',
    '{"version":17,"type":"op","seq":3,"delta":[]}',
    '{"type":"op","version":17,"seq":0,"delta":[]}',
    '{"type":"op","version":17,"seq":90071992547409920,"delta":[]}',
    '[17,3,1]',
  ]) {
    expect(opWithoutDelta(other, false), other).toBeNull();
  }
});

test('lanes let a few go on, one of a kind at a time, in the order in which they came', async () => {
  const lanes = new Lanes(2);
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (key: string, name: string) =>
    lanes.run({ key, yields: false }, async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const all = [work('a', 'a1'), work('a', 'a2'), work('b', 'b1'), work('c', 'c1')];
  expect(log).toEqual(['a1', 'b1']);
  ends.get('b1')?.();
  await all[2];
  expect(log).toEqual(['a1', 'b1', 'c1']);
  ends.get('a1')?.();
  await all[0];
  expect(log).toEqual(['a1', 'b1', 'c1', 'a2']);
  ends.get('a2')?.();
  ends.get('c1')?.();
  await Promise.all(all);
  const failing = lanes.run({ key: 'a', yields: false }, () => Promise.reject(new Error('it failed')));
  await expect(failing).rejects.toThrow('it failed');
  await lanes.run({ key: 'a', yields: false }, async () => {});
});

test('the tail of a log is bounded in characters, and reaches back as far as it says', () => {
  const tail = new Tail();
  const length = 520_000;
  const frame = (from: number) => ({ from, to: from + 1, entries: [], composed: [], change: 0, length });
  for (let from = 0; from < 600; from++) {
    tail.push(frame(from));
    const first = tail.from as number;
    const kept = tail.after(first);
    expect(kept.length * length).toBeLessThanOrEqual(4 * MB + length);
    expect([kept[0]?.from, kept.at(-1)?.to]).toEqual([first, from + 1]);
    expect(tail.lengthAfter(first)).toBe(kept.length * length);
  }
  tail.begin(599);
  expect([tail.from, tail.lengthAfter(599)]).toEqual([599, length]);
});

/** A catch-up to a reader, and its clock. */
function flowOf() {
  const clock = new SimClock(new Random(1));
  const { now, after } = clock.for({});
  const { connection, socket } = connectionOf(1);
  const ports = { now, after, turn: { versions: 1_000, length: 256 * 1024 } } as Partial<Ports> as Ports;
  const flow = new CatchUpFlow(connection, new Allowance(allowed(32 * MB), now()), ports);
  connection.catchUp = flow;
  const message = (from: number): OpsMessage => ({
    type: 'ops',
    from,
    to: from + 1,
    ops: [{ delta: [{ insert: 'x'.repeat(MB) }] }],
  });
  const pass = async (ms: number): Promise<void> => {
    for (const until = clock.time + ms; clock.fireUntil(until); ) await Promise.resolve();
    await Promise.resolve();
  };
  return { flow, connection, socket, message, pass };
}

test('a catch-up waits for a reader with 4 MiB unconfirmed, continues on its confirmation, and closes it without one', async () => {
  const { flow, connection, socket, message, pass } = flowOf();
  flow.send(Array.from({ length: 6 }, (_, i) => message(i)));
  let went: boolean | null = null;
  const wait = (): void => {
    went = null;
    void flow.giveWay().then((on) => {
      went = on;
    });
  };
  wait();
  await pass(5_000);
  expect(went).toBeNull();
  flow.confirm(3);
  await pass(200);
  expect(went).toBe(true);
  flow.send([message(6), message(7)]);
  wait();
  await pass(10_200);
  expect(went).toBe(false);
  expect(socket.closedWith).toBe(CLOSE.tooSlow.code);
  expect(connection.open).toBe(false);
}, 20_000);

test('a catch-up ends with its connection, or when a newer one takes its place', async () => {
  for (const end of ['close', 'again'] as const) {
    const { flow, connection, pass } = flowOf();
    const going = flow.giveWay();
    if (end === 'close') connection.close(CLOSE.left);
    else connection.catchUp = null;
    await pass(10);
    expect(await going).toBe(false);
  }
});

test('yielding catch-ups hold at most half of the lanes, and run after the others', async () => {
  const lanes = new Lanes(4);
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const run = (key: string, yields: boolean) =>
    lanes.run({ key, yields }, () => {
      order.push(key);
      return new Promise<void>((end) => ends.push(end));
    });
  for (const key of ['g1', 'g2', 'g3']) void run(key, true);
  for (const key of ['a', 'b', 'c']) void run(key, false);
  await Promise.resolve();
  expect(order).toEqual(['g1', 'g2', 'a', 'b']);
  ends.shift()?.();
  await expect.poll(() => order).toEqual(['g1', 'g2', 'a', 'b', 'c']);
  ends.shift()?.();
  await expect.poll(() => order.at(-1)).toBe('g3');
});

test('live typing into a suggestion is never refused; a flood is, by twice as much', () => {
  const typing = new Floods(allowed(MB)).of('ada', 0);
  for (let second = 0; second < 10_000; second++) expect(typing.mayReplace(second * 1_000)).toBe(true);
  const flood = new Floods(allowed(MB)).of('ada', 0);
  let passed = 0;
  for (let tenth = 0; tenth < 36_000; tenth++) if (flood.mayReplace(tenth * 100)) passed++;
  expect(passed).toBeGreaterThanOrEqual(7_200);
  expect(passed).toBeLessThanOrEqual(7_200 + 120);
});
