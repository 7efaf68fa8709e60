import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, createDocument, person } from '../support/api.ts';
import { OWNER, registered } from './abuse.ts';
import { newCaller, newWorld } from './callers.ts';
import { everySample, requestOf } from './routes.ts';

test('children are looked up under their own parent only', async () => {
  const [here, elsewhere] = [await newWorld(), await newWorld()];
  const [mine, theirs] = [await newCaller(OWNER as never, here), await newCaller(OWNER as never, elsewhere)];
  let asked = 0;
  for (const { route, name, sample } of everySample()) {
    const parameters = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    if (parameters.length === 0 || route.access === 'public' || route.access === 'admin' || sample.mayMiss)
      continue;
    const isChild = parameters.length > 1 && !parameters.includes('version');
    const isOwn = ['sessionId', 'passkeyId', 'tokenId'].includes(parameters[0] ?? '');
    if (isOwn || (isChild && !parameters.includes('userId'))) {
      // I ask for what is theirs: under my document, or as mine.
      const { path, method, body } = await requestOf(route, sample, { ...elsewhere, self: theirs.id });
      const under = path.replace(elsewhere.docId, here.docId);
      const response = await call(under, { method, token: mine.token, body });
      expect({ name, status: response.status }).toEqual({ name, status: 404 });
      asked++;
    }
    if (parameters.includes('docId')) {
      const { path, method, body } = await requestOf(route, sample, { ...elsewhere, self: theirs.id });
      if (route.access === 'person') continue;
      const response = await call(path, { method, token: mine.token, body });
      expect({ name, status: response.status }).toEqual({ name, status: 404 });
      asked++;
    }
  }
  expect(asked).toBeGreaterThan(30);
}, 60_000);

test('whether a document, a user or an address exists is not told', async () => {
  const [ada, eve] = [await person(), await person('Eve')];
  const docId = await createDocument(ada);
  const answers = await Promise.all(
    [docId, randomId()].map(async (id) => (await call(`/v1/docs/${id}`, { token: eve.token })).text()),
  );
  expect(answers[0]).toBe(answers[1]);
  const requests = await Promise.all(
    [docId, randomId()].map((id) =>
      call(`/v1/docs/${id}/access-requests`, { method: 'POST', token: eve.token, body: {} }),
    ),
  );
  expect(requests.map(({ status }) => status)).toEqual([202, 202]);
  const { email } = await registered();
  const login = (address: string) =>
    call('/v1/auth/login', {
      method: 'POST',
      body: { email: address, password: 'wrong' },
      headers: { 'CF-Connecting-IP': randomId() },
    });
  const [known, unknown] = [await login(email), await login('nobody@example.com')];
  expect(known.status).toBe(401);
  expect(await known.text()).toBe(await unknown.text());
  const forgot = (address: string) =>
    call('/v1/auth/password/forgot', {
      method: 'POST',
      body: { email: address },
      headers: { 'CF-Connecting-IP': randomId() },
    });
  const [a, b] = [await forgot(email), await forgot('nobody@example.com')];
  expect([a.status, b.status, await a.text()]).toEqual([202, 202, await b.text()]);
});
