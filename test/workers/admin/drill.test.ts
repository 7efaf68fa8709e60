import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { backUp } from '../../../src/background/backup/back-up.ts';
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
import { contentsOfD1, emptyD1 } from '../support/database.ts';
import { documentOf, Peer } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';
import { closeOf } from '../support/socket.ts';

const ADMIN = { token: 'an-admin-token' };
const DATE = '2026-11-01';

/** The user-visible state of a document. */
interface Seen {
  content: Json;
  history: Json;
  past: Json;
  operations: Json;
  members: Json;
  metadata: Json;
}

async function look(who: Person, docId: string): Promise<Seen> {
  const get = (path: string) => expectJson(200, `/v1/docs/${docId}${path}`, { token: who.token });
  // The excerpt and the newest snapshot follow the text with a delay; after a restore they are fresh.
  const { updatedAt: _, snapshotUrl: __, excerpt: ___, snapshotVersion: ____, ...metadata } = await get('');
  return {
    content: await get('/content'),
    history: await get('/history'),
    past: await get('/history?version=2'),
    operations: await get('/ops?limit=1000'),
    members: await get('/permissions'),
    metadata,
  };
}

async function write(by: Person, docId: string, count: number): Promise<void> {
  const { version } = await expectJson(200, `/v1/docs/${docId}/content`, { token: by.token });
  for (let i = 0; i < count; i++)
    await expectJson(200, `/v1/docs/${docId}/ops`, {
      method: 'POST',
      token: by.token,
      body: { baseVersion: version + i, delta: [{ insert: `${version + i} ` }] },
    });
}

async function lose(docId: string): Promise<void> {
  const stub = documentOf(docId);
  await runInDurableObject(stub, (_, state) => state.storage.deleteAll());
  await evictDurableObject(stub);
}

test('the drill: backup, lose D1 and every object, restore; every document is as it was', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docIds: string[] = [];
  for (let i = 0; i < 4; i++) {
    const docId = await createDocument(ada, [{ insert: `document ${i}\n` }], `Title ${i} Ünïcödé 🙂`);
    await giveRole(ada, docId, grace, i % 2 ? 'editor' : 'commenter');
    await write(ada, docId, 5 + i);
    docIds.push(docId);
  }
  const [first, second, third] = docIds as [string, string, string];
  const name = { method: 'POST', token: ada.token, body: { name: 'Before the storm' } };
  expect((await call(`/v1/docs/${first}/snapshots`, name)).status).toBeLessThan(300);
  for (const docId of docIds) expect(await nudge(docId)).toBe('ack');
  // Removed before the backup: it stays removed.
  await call(`/v1/docs/${second}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  expect(await backUp(env, DATE, Date.now())).toBe('complete');

  // Edits after the backup are archived within seconds, and D1 has their state.
  await write(ada, third, 20);
  for (const docId of docIds) expect(await nudge(docId)).toBe('ack');
  const before = new Map<string, Seen>();
  for (const docId of docIds) before.set(docId, await look(ada, docId));
  const accounts = (await contentsOfD1()).users;

  await emptyD1();
  for (const docId of docIds) await lose(docId);
  for (let step: number | null = 0; step !== null; ) {
    const body = { date: DATE, step };
    const done: Json = await expectJson(200, '/v1/admin/restore', { method: 'POST', ...ADMIN, body });
    expect(done.skipped).toBe(0);
    if (done.settled !== null) expect(done.settled).toMatchObject({ documents: 4, unlisted: [], lost: [] });
    step = done.next;
  }

  expect((await contentsOfD1()).users).toEqual(accounts);
  for (const docId of docIds) {
    // The restore has nudged each document; a second nudge completes the work, or finds none.
    expect(await nudge(docId)).toBe('ack');
    expect(await look(ada, docId)).toEqual(before.get(docId));
    expect(await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN)).toMatchObject({
      ok: true,
      problems: [],
      divergence: null,
    });
  }
  expect((await call(`/v1/docs/${second}`, { token: grace.token })).status).toBe(404);
  const found = await expectJson(200, '/v1/docs?q=title', { token: ada.token });
  expect(found.items).toHaveLength(4);

  // Editing continues.
  const peer = await Peer.join(documentOf(third), third, { userId: ada.id, accessEpoch: Date.now() + 1 });
  const { version } = peer.joined;
  expect(await peer.edit(version, 1, [{ insert: 'after the storm ' }])).toBe(version + 1);
});

test('D1 alone is lost: living documents bring it up to date, and take connections again', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, [{ insert: 'alive\n' }]);
  const grace = await person('Grace');
  await giveRole(ada, docId, grace, 'editor');
  expect(await nudge(docId)).toBe('ack');
  await backUp(env, '2026-11-02', Date.now());
  // Changes after the backup raise the epoch that the Document knows above the restored one.
  for (let i = 0; i < 3; i++) await giveRole(ada, docId, grace, i % 2 ? 'viewer' : 'editor');
  await write(ada, docId, 3);
  const created = await createDocument(ada, [{ insert: 'made after the backup\n' }]);
  expect(await nudge(created)).toBe('ack');

  await emptyD1();
  let settled: Json = null;
  for (let step: number | null = 0; step !== null; ) {
    const body = { date: '2026-11-02', step };
    const done: Json = await expectJson(200, '/v1/admin/restore', { method: 'POST', ...ADMIN, body });
    settled = done.settled;
    step = done.next;
  }
  expect(settled.unlisted).toContain(created);
  expect(await nudge(docId)).toBe('ack');
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: grace.token })).toMatchObject({ version: 4 });
  const response = await call(`/v1/collab/${docId}`, {
    headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `collab.v1, bearer.${grace.token}` },
  });
  const peer = await Peer.join(
    { fetch: async () => response } as unknown as ReturnType<typeof documentOf>,
    docId,
    { userId: grace.id },
  );
  expect(peer.joined).toMatchObject({ version: 4, role: 'editor' });
});

test('a database that was set back by other means is settled, and people can connect again', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, [{ insert: 'alive\n' }]);
  for (let i = 0; i < 3; i++) await giveRole(ada, docId, grace, i % 2 ? 'viewer' : 'editor');
  await env.DB.prepare('UPDATE documents SET access_epoch = 1 WHERE id = ?').bind(docId).run();
  const knock = () =>
    call(`/v1/collab/${docId}`, {
      headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `collab.v1, bearer.${grace.token}` },
    });
  expect((await closeOf(await knock())).code).toBe(1012);
  expect(await expectJson(200, '/v1/admin/restore/settle', { method: 'POST', ...ADMIN })).toMatchObject({
    lost: [],
  });
  const door = { fetch: knock } as unknown as ReturnType<typeof documentOf>;
  expect((await Peer.join(door, docId, { userId: grace.id })).joined.role).toBe('editor');
});

test('without bookmarks of the platform, rewinding a document is refused and changes nothing', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, [{ insert: 'here\n' }]);
  for (const body of [
    { at: new Date().toISOString() },
    { bookmark: '00000000-00000000' },
    { bookmark: 'nonsense' },
  ])
    await expectProblem(409, 'unsupported', `/v1/admin/docs/${docId}/rewind`, {
      method: 'POST',
      ...ADMIN,
      body,
    });
  await expectProblem(401, 'unauthenticated', `/v1/admin/docs/${docId}/rewind`, {
    method: 'POST',
    token: ada.token,
    body: { bookmark: 'x' },
  });
  expect(await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN)).toMatchObject({
    ok: true,
    divergence: null,
  });
});
