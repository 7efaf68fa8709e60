import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { createDocument, expectJson, type Person, person } from '../support/api.ts';
import { deliver } from '../support/queue.ts';

async function write(by: Person, docId: string, text: string): Promise<void> {
  const { version } = await expectJson(200, `/v1/docs/${docId}/content`, { token: by.token });
  const body = { baseVersion: version, delta: [{ insert: text }] };
  await expectJson(200, `/v1/docs/${docId}/ops`, { method: 'POST', token: by.token, body });
}

test('I7: changes bring D1 up to the head, twice and late alike, and one bad message takes no other with it', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  await write(ada, docId, 'one ');
  await write(ada, docId, 'two ');
  const change = { docId, from: 0, to: 1 };
  const result = await deliver('document-changes', [
    change,
    { nonsense: true },
    change,
    { docId: 'A'.repeat(22), from: 0, to: 1 },
  ]);
  expect([...result.explicitAcks].sort()).toEqual(['m0', 'm2', 'm3']);
  expect(result.retryMessages.map((message) => message.msgId)).toEqual(['m1']);
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).toMatchObject({
    version: 2,
    length: 9,
    excerpt: 'two one',
  });
});

test('a snapshot is archived under its version, once', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'kept\n' }]);
  const result = await deliver('document-snapshots-staging', [
    { docId, version: 1 },
    { docId, version: 1 },
  ]);
  expect(result.explicitAcks).toEqual(['m0', 'm1']);
  const object = await env.ARCHIVE.get(`snapshots/${docId}/1.json`);
  expect(await object?.json()).toEqual({ version: 1, ops: [{ insert: 'kept\n' }] });
});

test('acknowledges events, and retries messages of an unknown queue', async () => {
  const id = 'A'.repeat(22);
  const by = { kind: 'system', userId: null, credentialId: null, address: null, userAgent: null, origin: '' };
  const event = { id, at: 1, by, type: 'document.created', docId: id, title: 'Notes' };
  expect((await deliver('events', [event])).explicitAcks).toEqual(['m0']);
  expect((await deliver('elsewhere', [event])).retryMessages).toHaveLength(1);
});
