import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { STALE_EPOCH_STATUS } from '../../../durable-objects/document/rpc.ts';
import { call, createDocument, expectProblem, giveRole, ORIGIN, person } from '../support/api.ts';
import { closeOf, upgrade } from '../support/socket.ts';

test('a member gets a socket that speaks collab.v1, by subprotocol or by header', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  for (const request of [
    { protocols: `collab.v1, bearer.${ada.token}`, headers: { Origin: ORIGIN } },
    { protocols: 'collab.v1', headers: { Authorization: `Bearer ${ada.token}` } },
    { protocols: `collab.v1, bearer.${ada.token}`, headers: { Origin: 'https://integrator.example' } },
  ]) {
    const response = await upgrade(docId, request);
    expect({ status: response.status, protocol: response.headers.get('Sec-WebSocket-Protocol') }).toEqual({
      status: 101,
      protocol: 'collab.v1',
    });
    response.webSocket?.accept();
    response.webSocket?.close(1000);
  }
});

test('every refusal completes the handshake and closes with its code and reason', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  const trashed = await createDocument(ada);
  await call(`/v1/docs/${trashed}`, { method: 'DELETE', token: ada.token });
  const bearer = (token: string) => `collab.v1, bearer.${token}`;
  const cases: [
    name: string,
    docId: string,
    request: Parameters<typeof upgrade>[1],
    code: number,
    reason: string,
  ][] = [
    ['no credential', docId, { protocols: 'collab.v1' }, 4401, 'unauthenticated'],
    ['a bad token', docId, { protocols: bearer('nonsense') }, 4401, 'unauthenticated'],
    [
      'a token in the URL',
      docId,
      { protocols: 'collab.v1', query: `?token=${ada.token}&access_token=${ada.token}` },
      4401,
      'unauthenticated',
    ],
    ['another protocol', docId, { protocols: `collab.v9, bearer.${ada.token}` }, 4400, 'protocol_error'],
    ['a stranger', docId, { protocols: bearer(grace.token) }, 4404, 'not_found'],
    ['an unknown document', 'AAAAAAAAAAAAAAAAAAAAAA', { protocols: bearer(ada.token) }, 4404, 'not_found'],
    ['no id', 'x', { protocols: bearer(ada.token) }, 4404, 'not_found'],
    ['the trash', trashed, { protocols: bearer(ada.token) }, 4410, 'deleted'],
    [
      'another site',
      docId,
      { protocols: bearer(ada.token), headers: { Origin: 'https://evil.example' } },
      4403,
      'forbidden',
    ],
    [
      'an origin that begins like ours',
      docId,
      { protocols: bearer(ada.token), headers: { Origin: `${ORIGIN}.evil.example` } },
      4403,
      'forbidden',
    ],
    [
      'the null origin',
      docId,
      { protocols: bearer(ada.token), headers: { Origin: 'null' } },
      4403,
      'forbidden',
    ],
  ];
  for (const [name, id, request, code, reason] of cases) {
    const response = await upgrade(id, request);
    expect(`${name} ${response.status}`).toBe(`${name} 101`);
    expect({ name, ...(await closeOf(response)) }).toEqual({ name, code, reason });
  }
});

test('a request without an upgrade gets 426, over the rate limit 429', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  await expectProblem(426, 'upgrade_required', `/v1/collab/${docId}`, { token: ada.token });
  const limit = vi.spyOn(env.RATE_LIMIT_USER, 'limit').mockResolvedValue({ success: false });
  const response = await upgrade(docId, { protocols: `collab.v1, bearer.${ada.token}` });
  limit.mockRestore();
  expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '60']);
});

test('a grant that the client writes itself is not believed, and the token does not reach the Document', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'viewer');
  const forged = encodeURIComponent(
    JSON.stringify({
      docId,
      user: { id: ada.id, name: 'Ada', color: '#000000' },
      role: 'owner',
      accessEpoch: 99,
    }),
  );
  const fetched = await spyOnFetch(docId);
  const response = await upgrade(docId, {
    protocols: `collab.v1, bearer.${grace.token}`,
    headers: { 'X-Connection-Grant': forged, Cookie: '__Host-refresh=secret' },
  });
  const request = fetched.mock.lastCall?.[0] as Request;
  fetched.mockRestore();
  expect(JSON.parse(decodeURIComponent(request.headers.get('X-Connection-Grant') ?? ''))).toMatchObject({
    docId,
    user: { id: grace.id, name: 'Grace' },
    role: 'viewer',
    accessEpoch: 2,
    origin: ORIGIN,
  });
  expect(JSON.stringify([...request.headers])).not.toContain(grace.token);
  expect(request.headers.get('Cookie')).toBeNull();
  response.webSocket?.accept();
  response.webSocket?.close(1000);
});

test('I6: a role that was looked up before a change is looked up again, three times, then left to the client', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const fetched = await spyOnFetch(docId);
  const stale = () => Promise.resolve(new Response(null, { status: STALE_EPOCH_STATUS }));
  fetched.mockImplementationOnce(stale).mockImplementationOnce(stale);
  const response = await upgrade(docId, { protocols: `collab.v1, bearer.${ada.token}` });
  expect([response.status, fetched.mock.calls.length]).toEqual([101, 3]);
  response.webSocket?.accept();
  response.webSocket?.close(1000);
  fetched.mockImplementationOnce(stale).mockImplementationOnce(stale).mockImplementationOnce(stale);
  expect(await closeOf(await upgrade(docId, { protocols: `collab.v1, bearer.${ada.token}` }))).toEqual({
    code: 1012,
    reason: 'restart',
  });
  fetched.mockRestore();
});

function spyOnFetch(docId: string) {
  return runInDurableObject(env.DOCUMENT.getByName(docId), (instance) =>
    vi.spyOn(Object.getPrototypeOf(instance), 'fetch'),
  );
}
