import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { quotasOf } from '../../../src/protocol/quotas.ts';
import { call, createDocument, expectJson, giveRole, ORIGIN, person } from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { newDocument, Peer } from '../support/peer.ts';
import { closeOf } from '../support/socket.ts';

function limited(limits: Record<string, number> | string): Env {
  return { ...env, LIMITS: (typeof limits === 'string' ? limits : JSON.stringify(limits)) as '' };
}

test('limits the documents of a user, including copies and those in the trash', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const bindings = limited({ documentsPerUser: 3 });
  const create = () =>
    callWith(bindings, '/v1/docs', { method: 'POST', token: ada.token, body: { title: 'One' } });
  const { id } = (await (await create()).json()) as { id: string };
  expect((await create()).status).toBe(201);
  await call(`/v1/docs/${id}`, { method: 'DELETE', token: ada.token });
  expect((await create()).status).toBe(201);
  const refused = await create();
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: 'too_many_documents' });
  const hers = await createDocument(grace);
  await giveRole(grace, hers, ada, 'viewer');
  const copy = await callWith(bindings, `/v1/docs/${hers}/duplicate`, {
    method: 'POST',
    token: ada.token,
    body: {},
  });
  expect(copy.status).toBe(409);
  await call(`/v1/docs/${id}?permanent=true`, { method: 'DELETE', token: ada.token });
  expect((await create()).status).toBe(201);
});

test('limits the API tokens of a user', async () => {
  const ada = await person();
  const bindings = limited({ apiTokensPerUser: 2 });
  const body = { name: 'Backup', scopes: ['docs:read'] };
  const create = () => callWith(bindings, '/v1/tokens', { method: 'POST', token: ada.token, body });
  expect((await create()).status).toBe(201);
  expect((await create()).status).toBe(201);
  expect((await create()).status).toBe(409);
});

test('limits the open invitations of a document', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const invite = (name: string) =>
    callWith(limited({ invitationsPerDocument: 2 }), `/v1/docs/${docId}/invitations`, {
      method: 'POST',
      token: ada.token,
      body: { email: `${name}.${docId.toLowerCase()}@example.com`, role: 'viewer' },
    });
  expect((await invite('one')).status).toBe(201);
  expect((await invite('two')).status).toBe(201);
  expect((await invite('three')).status).toBe(409);
});

test('a user has 20 sockets in a document, and no more; another one still gets in', async () => {
  const { docId, stub } = await newDocument();
  const userId = 'manysocketsxxxxxxxxxxx';
  for (let i = 0; i < 20; i++) await Peer.open(stub, docId, { userId });
  const refused = await closeOf(await Peer.upgrade(stub, docId, { userId }));
  expect(refused).toEqual({ code: CLOSE.rateLimited.code, reason: CLOSE.rateLimited.reason });
  const other = await Peer.join(stub, docId, { userId: 'somebodyelsexxxxxxxxxx' });
  expect(other.joined.version).toBe(0);
});

test('limits the sockets of a document, as LIMITS says', async () => {
  const { docId, stub } = await newDocument();
  const most = quotasOf(env).socketsPerDocument;
  expect(most).toBe(150);
  for (let i = 0; i < most; i++) await Peer.open(stub, docId, { userId: `user${i}`.padEnd(22, 'x') });
  const refused = await closeOf(await Peer.upgrade(stub, docId, { userId: 'onetoomanyxxxxxxxxxxxx' }));
  expect(refused.code).toBe(CLOSE.rateLimited.code);
});

test('wrong LIMITS leave the defaults, and readiness reports them', async () => {
  const ready = await callWith(limited('{"documentsPerUser": -1}'), '/readyz', { token: '' });
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ dependencies: { limits: 'down' } });
  expect(await (await callWith(env, '/readyz', { token: '' })).json()).toMatchObject({
    dependencies: { limits: 'up' },
  });
});

test('every answer that was counted says how the rate stands; a refusal says when to come back', async () => {
  const ada = await person();
  const remaining: number[] = [];
  for (const path of ['/v1/users/me', '/v1/docs/none', '/v1/docs?limit=0']) {
    const response = await call(path, { token: ada.token });
    expect(response.headers.get('RateLimit-Limit')).toBe('1000');
    expect(Number(response.headers.get('RateLimit-Reset'))).toBeGreaterThan(0);
    remaining.push(Number(response.headers.get('RateLimit-Remaining')));
  }
  const [first = 0] = remaining;
  // A new minute may begin in between.
  if (first > 900) expect([...remaining].sort((a, b) => b - a)).toEqual(remaining);
  for (const path of ['/healthz', '/readyz', '/metrics', '/reference', '/.well-known/jwks.json'])
    expect((await call(path)).headers.get('RateLimit-Limit'), path).toBe('500');
  const over = { ...env, RATE_LIMIT_USER: { limit: async () => ({ success: false }) } } as Env;
  const refused = await callWith(over, '/v1/users/me', { token: ada.token });
  expect(refused.status).toBe(429);
  expect(refused.headers.get('Retry-After')).toBe('60');
  expect(refused.headers.get('RateLimit-Remaining')).toBe('0');
  expect(refused.headers.get('X-Request-Id')).not.toBeNull();
});

test('headers that a client can write do not change its address, and no account is limited by another', async () => {
  const spoofed = {
    'X-Forwarded-For': '192.0.2.1',
    'X-Real-IP': '192.0.2.1',
    'True-Client-IP': '192.0.2.1',
    Forwarded: 'for=192.0.2.1',
    'X-Client-IP': '192.0.2.1',
  };
  const keys: string[] = [];
  const spy = {
    limit: async ({ key }: { key: string }) => {
      keys.push(key);
      return { success: true };
    },
  };
  const bindings = { ...env, RATE_LIMIT_ADDRESS: spy, RATE_LIMIT_AUTH: spy, RATE_LIMIT_USER: spy } as Env;
  const { default: worker } = await import('../../../src/worker.ts');
  const { createExecutionContext } = await import('cloudflare:test');
  for (const path of ['/v1/docs', '/v1/auth/validate']) {
    for (const headers of [{}, spoofed]) {
      const request = new Request(`${ORIGIN}${path}`, {
        headers: { 'CF-Connecting-IP': '203.0.113.5', ...headers },
      });
      await worker.fetch?.(request as never, bindings, createExecutionContext());
    }
  }
  expect(keys).toEqual(['203.0.113.5', '203.0.113.5', 'address:203.0.113.5', 'address:203.0.113.5']);
  await expectJson(200, '/healthz', { headers: spoofed });
});
