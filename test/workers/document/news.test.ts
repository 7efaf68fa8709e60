import { expect, test } from 'vitest';
import { call, createDocument, expectJson, giveRole, person } from '../support/api.ts';
import { documentOf, newDocument, Peer } from '../support/peer.ts';

test('clients with the offer are told of a new title and of a restored version', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, [{ insert: 'first\n' }]);
  await giveRole(ada, docId, grace, 'editor');
  const open = (offers: 'news.v1'[]) =>
    Peer.join(documentOf(docId), docId, { userId: grace.id, role: 'editor', offers, accessEpoch: 9 });
  const [heard, old] = [await open(['news.v1']), await open([])];
  await expectJson(200, `/v1/docs/${docId}`, {
    method: 'PATCH',
    token: ada.token,
    body: { title: 'Letters' },
  });
  expect(await heard.next('renamed')).toEqual({ type: 'renamed', title: 'Letters' });

  await call(`/v1/docs/${docId}`, { method: 'PATCH', token: ada.token, body: { starred: true } });
  await heard.edit(1, 1, [{ insert: 'second' }, { delete: 5 }]);
  const revert = { method: 'POST', token: ada.token, body: { version: 1 } };
  const { version } = await expectJson(200, `/v1/docs/${docId}/revert`, revert);
  expect(await heard.next('restored')).toMatchObject({ version, user: { id: ada.id, name: 'Ada' } });

  // Without a change there is no message.
  expect(await expectJson(200, `/v1/docs/${docId}/revert`, revert)).toEqual({ version });
  await expectJson(200, `/v1/docs/${docId}`, { method: 'PATCH', token: ada.token, body: { title: 'Last' } });
  expect(await heard.next('renamed')).toEqual({ type: 'renamed', title: 'Last' });
  expect(heard.heard('renamed').concat(heard.heard('restored') as never[])).toEqual([]);
  old.send('ping');
  await old.pong();
  expect(old.heard('renamed').concat(old.heard('restored') as never[])).toEqual([]);
});

test('of two titles that overtake each other on their way the newer one stays', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId, { offers: ['news.v1'] });
  await stub.renamed({ title: 'newer', at: 20 });
  await stub.renamed({ title: 'older', at: 10 });
  await stub.renamed({ title: 'newest', at: 20 });
  expect([await peer.next('renamed'), await peer.next('renamed')].map(({ title }) => title)).toEqual([
    'newer',
    'newest',
  ]);
});
