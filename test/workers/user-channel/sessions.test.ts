import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { OpenSocket } from '../../../durable-objects/user-channel/rpc.ts';
import { randomId } from '../../../src/base/ids.ts';
import { wrapped } from '../support/faults.ts';

const channelOf = (userId: string) => env.USER_CHANNEL.getByName(userId);
type Channel = ReturnType<typeof channelOf>;

/** Replaces the Documents of a channel: records their calls, and decides whether they respond. */
async function documentsOf(channel: Channel, fails: (docId: string) => boolean = () => false) {
  const asked: { docId: string; ids: string[]; region: string | null }[] = [];
  const namespace = (region: string | null) => ({
    getByName: (docId: string) => ({
      endSessions: async (ids: string[]) => {
        if (fails(docId)) throw new Error('unreachable');
        asked.push({ docId, ids: [...ids].sort(), region });
      },
    }),
  });
  await runInDurableObject(channel, (instance) => {
    const holder = instance as unknown as { env: Env };
    holder.env = {
      ...env,
      DOCUMENT: wrapped(env.DOCUMENT, {
        ...namespace(null),
        jurisdiction: (region: string) => namespace(region),
      }),
    };
  });
  return asked;
}

const place = (credentialId: string, docId = randomId(), region: OpenSocket['region'] = null) => ({
  credentialId,
  docId,
  region,
});

test('ending a session closes its sockets in every document, and in no other', async () => {
  const channel = channelOf(randomId());
  const [mine, other] = [randomId(), randomId()];
  const [a, b, c] = [place(mine), place(mine, randomId(), 'eu'), place(other)];
  for (const socket of [a, b, c]) expect(await channel.socketOpened(socket)).toEqual({ ended: false });
  const asked = await documentsOf(channel);
  await channel.endSessions([mine]);
  expect(asked).toHaveLength(2);
  expect(asked).toContainEqual({ docId: a.docId, ids: [mine], region: null });
  expect(asked).toContainEqual({ docId: b.docId, ids: [mine], region: 'eu' });
});

test('several sessions with sockets in one document are ended by one request', async () => {
  const channel = channelOf(randomId());
  const ids = [randomId(), randomId()].sort();
  const docId = randomId();
  for (const id of ids) await channel.socketOpened(place(id, docId));
  const asked = await documentsOf(channel);
  await channel.endSessions(ids);
  expect(asked).toEqual([{ docId, ids, region: null }]);
});

test('a socket that is reported after its session ended must be closed, even after the object was evicted', async () => {
  const channel = channelOf(randomId());
  const session = randomId();
  await channel.endSessions([session]);
  expect(await channel.socketOpened(place(session))).toEqual({ ended: true });
  await evictDurableObject(channel);
  expect(await channel.socketOpened(place(session))).toEqual({ ended: true });
  expect(await channel.socketOpened(place(randomId()))).toEqual({ ended: false });
});

test('a document that cannot be reached is asked again by alarm until it has closed the sockets', async () => {
  const channel = channelOf(randomId());
  const session = randomId();
  const [up, down] = [place(session), place(session)];
  await channel.socketOpened(up);
  await channel.socketOpened(down);
  let outage = true;
  const asked = await documentsOf(channel, (docId) => outage && docId === down.docId);
  await channel.endSessions([session]);
  expect(asked.map(({ docId }) => docId)).toEqual([up.docId]);

  expect(await runDurableObjectAlarm(channel)).toBe(true);
  expect(asked).toHaveLength(1);
  outage = false;
  expect(await runDurableObjectAlarm(channel)).toBe(true);
  expect(asked.map(({ docId }) => docId)).toEqual([up.docId, down.docId]);
  await runDurableObjectAlarm(channel);
  expect(asked).toHaveLength(2);
});

test('owed requests survive the object', async () => {
  const channel = channelOf(randomId());
  const session = randomId();
  const socket = place(session);
  await channel.socketOpened(socket);
  await documentsOf(channel, () => true);
  await channel.endSessions([session]);
  await evictDurableObject(channel);
  const asked = await documentsOf(channel);
  expect(await runDurableObjectAlarm(channel)).toBe(true);
  expect(asked).toEqual([{ docId: socket.docId, ids: [session], region: null }]);
});

test('a document whose last socket of a session has closed is not asked', async () => {
  const channel = channelOf(randomId());
  const session = randomId();
  const socket = place(session);
  await channel.socketOpened(socket);
  await channel.socketsClosed(socket);
  const asked = await documentsOf(channel);
  await channel.endSessions([session]);
  expect(asked).toEqual([]);
});

test('a report that was overtaken by a later one changes nothing', async () => {
  const channel = channelOf(randomId());
  const session = randomId();
  const socket = place(session);
  await channel.socketOpened({ ...socket, at: 1_000 });
  await channel.socketOpened({ ...socket, at: 3_000 });
  await channel.socketsClosed({ ...socket, at: 2_000 });
  const asked = await documentsOf(channel);
  await channel.endSessions([session]);
  expect(asked).toHaveLength(1);
});

test('erasing ends every session, also unknown ones', async () => {
  const channel = channelOf(randomId());
  const socket = place(randomId());
  await channel.socketOpened(socket);
  const asked = await documentsOf(channel);
  await channel.erase();
  expect(asked.map(({ docId }) => docId)).toEqual([socket.docId]);
  expect(await channel.socketOpened(place(randomId()))).toEqual({ ended: true });
});
