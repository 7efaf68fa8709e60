import { describe, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, createDocument, expectProblem, type Json, person } from '../support/api.ts';
import { OWNER } from './abuse.ts';
import { KINDS, newCaller, newWorld } from './callers.ts';
import { everySample, requestOf } from './routes.ts';

const OPERATOR = KINDS.find(({ is }) => is === 'operator');

test('no body may say more than its schema: an unknown field is refused by every route', async () => {
  let asked = 0;
  for (const { route, name, sample } of everySample()) {
    if (!route.hasBody) continue;
    const world = await newWorld();
    const kind = route.access === 'admin' ? OPERATOR : OWNER;
    if (!kind) throw new Error('nobody to ask');
    const caller = await newCaller(kind, world);
    const { path, method, body } = await requestOf(route, sample, { ...world, self: caller.id });
    for (const extra of ['isAdmin', 'ownerId', '__proto__', 'constructor']) {
      const text = JSON.stringify(body ?? {});
      const polluted =
        text === '{}'
          ? `{"${extra}":{"role":"owner"}}`
          : text.replace(/\}$/, `,"${extra}":{"role":"owner"}}`);
      const response = await call(path, {
        method,
        token: caller.token,
        body: polluted,
        headers: { 'CF-Connecting-IP': randomId() },
      });
      asked++;
      // The parser may drop a key that no object can have; no route may ever take it.
      const refused = response.status === 422;
      const said = await response.text();
      if (extra !== '__proto__')
        expect({
          name,
          extra,
          status: response.status,
          strict: /nrecognized key|Invalid input/.test(said),
        }).toEqual({
          name,
          extra,
          status: 422,
          strict: true,
        });
      else expect({ name, refused: refused || response.status < 500 }).toEqual({ name, refused: true });
    }
  }
  expect(({} as Json).role).toBeUndefined();
  expect(asked).toBeGreaterThan(120);
}, 120_000);

describe('JSON', () => {
  test('a prototype cannot be polluted', async () => {
    const ada = await person();
    for (const body of [
      '{"name":"Ada","__proto__":{"isAdmin":true}}',
      '{"preferences":{"__proto__":{"isAdmin":true}}}',
      '{"preferences":{"constructor":{"prototype":{"isAdmin":true}}}}',
    ]) {
      const response = await call('/v1/users/me', { method: 'PUT', token: ada.token, body });
      expect(response.status).toBeLessThan(500);
    }
    expect(({} as Json).isAdmin).toBeUndefined();
    const docId = await createDocument(ada);
    const attributes = '{"__proto__":{"polluted":1},"bold":true}';
    await call(`/v1/docs/${docId}/ops`, {
      method: 'POST',
      token: ada.token,
      body: `{"baseVersion":0,"delta":[{"insert":"x","attributes":${attributes}}]}`,
    });
    expect(({} as Json).polluted).toBeUndefined();
  });

  test('what is too large is refused before it is read to its end, what is too deep without a crash', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const large = `{"title":"${'x'.repeat(1024 * 1024)}"}`;
    await expectProblem(413, 'too_large', `/v1/docs/${docId}`, {
      method: 'PATCH',
      token: ada.token,
      body: large,
    });
    for (const deep of ['['.repeat(200_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`]) {
      const response = await call(`/v1/docs/${docId}/ops`, {
        method: 'POST',
        token: ada.token,
        body: `{"baseVersion":0,"delta":${deep}}`,
      });
      expect([400, 422]).toContain(response.status);
    }
    for (const body of ['', '{', 'null', '[]', '"x"', '1e999', '{"title":"\\ud800"}', '\u0000']) {
      const response = await call('/v1/docs', { method: 'POST', token: ada.token, body });
      expect({ body, status: response.status }).toMatchObject({
        status: expect.toSatisfy((status: number) => [201, 400, 415, 422].includes(status)),
      });
    }
  });
});
