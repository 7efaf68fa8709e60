import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import { snapshotKey } from '../../../src/platform/archive/keys.ts';
import type { Role } from '../../../src/protocol/role.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { documentOf, Peer, type Stub } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';
import { closeOf, upgrade } from '../support/socket.ts';
import { down, type Service } from './outage.ts';

const ADMIN = { token: 'an-admin-token' };
let up: () => void = () => {};

afterEach(() => up());

function takeDown(...services: Service[]): void {
  up = down(...services);
}

/** A socket through the Worker, as for any client. */
async function connect(
  who: Person,
  docId: string,
): Promise<Peer & { joined: { role: Role; version: number } }> {
  const door = { fetch: () => upgrade(docId, { protocols: `collab.v1, bearer.${who.token}` }) };
  return Peer.join(door as unknown as Stub, docId, { userId: who.id });
}

async function refused(who: Person, docId: string): Promise<number> {
  return (await closeOf(await upgrade(docId, { protocols: `collab.v1, bearer.${who.token}` }))).code;
}

/** A document with two users in it; a third may read, a fourth was removed, a fifth never had a role. */
async function inhabited() {
  const [ada, grace, reader, removed, stranger] = (await Promise.all(
    ['Ada', 'Grace', 'Reader', 'Removed', 'Stranger'].map((name) => person(name)),
  )) as [Person, Person, Person, Person, Person];
  const docId = await createDocument(ada, [{ insert: 'begin\n' }]);
  await giveRole(ada, docId, grace, 'editor');
  await giveRole(ada, docId, reader, 'viewer');
  await giveRole(ada, docId, removed, 'editor');
  for (const one of [reader, removed]) (await connect(one, docId)).close();
  await call(`/v1/docs/${docId}/permissions/${removed.id}`, { method: 'DELETE', token: ada.token });
  const [first, second] = [await connect(ada, docId), await connect(grace, docId)];
  expect(await nudge(docId)).toBe('ack');
  return { docId, ada, grace, reader, removed, stranger, first, second };
}

/** One types, the other sees it; returns the version. */
async function editing(from: Peer, to: Peer, version: number, seq: number): Promise<number> {
  const text = `edit ${version} `;
  const committed = await from.edit(version, seq, [{ insert: text }]);
  for (;;) {
    const { to: reached, ops } = await to.next('ops');
    if (reached >= committed) {
      expect(JSON.stringify(ops)).toContain(text);
      return committed;
    }
  }
}

/** Everything owed has been archived without a gap: clients are told, the chain is provable, and search finds it. */
async function caughtUp(docId: string, by: Person, peer: Peer, version: number): Promise<void> {
  for (let synced = 0; synced < version; ) synced = (await peer.next('synced')).version;
  expect(await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN)).toMatchObject({
    ok: true,
    version,
    divergence: null,
  });
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: by.token })).toMatchObject({ version });
  const { status } = await expectJson(200, '/readyz');
  expect(status).toBe('up');
}

const ALL = {
  database: 'up',
  archive: 'up',
  documents: 'up',
  queues: 'up',
  keys: 'up',
  limits: 'up',
  mail: 'up',
};

test.each([
  [['database'], { database: 'down' }],
  [['archive'], { archive: 'down' }],
  [['blobs'], { archive: 'down' }],
  [['queues'], { queues: 'down' }],
  [['database', 'archive', 'queues'], { database: 'down', archive: 'down', queues: 'down' }],
] as [Service[], Json][])(
  'I8: with %j down people go on, known users come back, and what was owed is caught up',
  async (services, expected) => {
    const { docId, ada, grace, reader, removed, stranger, first, second } = await inhabited();
    takeDown(...services);
    expect(await expectJson(503, '/readyz')).toEqual({
      status: 'down',
      dependencies: { ...ALL, ...expected },
    });

    let version = await editing(first, second, 1, 1);
    version = await editing(second, first, version, 1);
    first.close();
    const back = await connect(ada, docId);
    expect(back.joined).toMatchObject({ role: 'owner', version });
    version = await editing(back, second, version, 1);
    const looking = await connect(reader, docId);
    expect(looking.joined).toMatchObject({ role: 'viewer', version });
    looking.op(version, 1, [{ insert: 'no' }]);
    expect((await looking.next('reject')).code).toBe('forbidden');
    for (const one of [removed, stranger]) expect([1012, 4404]).toContain(await refused(one, docId));
    if (services.includes('database') || services.includes('archive') || services.includes('blobs'))
      expect(await nudge(docId)).toBe('retry');

    up();
    up = () => {};
    await caughtUp(docId, grace, second, version);
    // A role removed after the outage ends at once (I6).
    await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
    expect((await second.closed).code).toBe(4403);
  },
);

test('a fault reaches the Documents, too, and is gone when it is over', async () => {
  const stub = documentOf(await createDocument(await person()));
  const tries = () =>
    runInDurableObject(stub, async (instance) => {
      const its = (instance as unknown as { env: Env }).env;
      const works = (call: Promise<unknown>) =>
        call.then(
          () => true,
          () => false,
        );
      return [
        await works(its.ARCHIVE.head('anything')),
        await works(its.DOCUMENT_CHANGES.metrics()),
        await works(its.DB.prepare('SELECT 1').first()),
      ];
    });
  takeDown('archive', 'queues', 'database');
  expect(await tries()).toEqual([false, false, false]);
  up();
  up = () => {};
  expect(await tries()).toEqual([true, true, true]);
});

test('I8: with D1 down REST says so, and when to try again', async () => {
  const { docId, ada } = await inhabited();
  takeDown('database');
  for (const path of [`/v1/docs/${docId}/content`, `/v1/docs/${docId}`, '/v1/docs', '/v1/users/me']) {
    await expectProblem(503, 'database_unavailable', path, { token: ada.token });
    const answer = await call(path, { token: ada.token });
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  }
  const body = { baseVersion: 1, delta: [{ insert: 'x' }] };
  const write = { method: 'POST', token: ada.token, body };
  await expectProblem(503, 'database_unavailable', `/v1/docs/${docId}/ops`, write);
});

test('I8: with D1 down, the region of a document that was not opened nearby is not guessed', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  takeDown('database');
  expect(await refused(ada, docId)).toBe(1012);
});

test('I8: with R2 down content, history and large documents are still read as far as the Document has them', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: `${'long '.repeat(80_000)}\n` }]);
  await documentOf(docId).makeCheckpoint();
  expect(await nudge(docId)).toBe('ack');
  takeDown('archive');
  const { version } = await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token });
  expect(version).toBe(1);
  const { items } = await expectJson(200, `/v1/docs/${docId}/ops`, { token: ada.token });
  expect(items).toHaveLength(1);
  const { joined } = (await connect(ada, docId)) as Json;
  const url = new URL(joined.snapshot.url);
  expect((await expectJson(200, url.pathname + url.search)).version).toBe(1);
});

test('I8: an unreadable archive is never taken for an empty one', async () => {
  const { docId, ada, first } = await inhabited();
  await first.edit(1, 1, [{ insert: 'more ' }]);
  expect(await nudge(docId)).toBe('ack');
  await env.ARCHIVE.put(snapshotKey(docId, 1), '{"version":1,"ops":[{"insert":"begin\\n"}]}');
  takeDown('blobs');
  const recover = { method: 'POST', ...ADMIN, body: {} };
  expect((await call(`/v1/admin/docs/${docId}/recover`, recover)).status).toBeGreaterThanOrEqual(409);
  expect(await documentOf(docId).head()).toMatchObject({ ok: true, value: { version: 2 } });
  const found = await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN);
  expect(found.ok).toBe(false);
  expect(found.problems[0]).toMatchObject({ kind: 'unreadable' });
  up();
  up = () => {};
  expect(await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })).toMatchObject({
    version: 2,
  });
  expect(await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN)).toMatchObject({
    ok: true,
    divergence: null,
  });
});
