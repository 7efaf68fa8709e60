import { describe, expect, test } from 'vitest';
import { operationId } from '../../../src/platform/http/openapi.ts';
import { call, createDocument, expectJson, expectProblem, type Json, person } from '../support/api.ts';

interface Described {
  where: string;
  schema: Record<string, unknown>;
}

/** Every schema of a JSON document, with the path to it. */
function* schemas(value: unknown, where = ''): Generator<Described> {
  if (typeof value !== 'object' || value === null) return;
  yield { where, schema: value as Record<string, unknown> };
  for (const [key, member] of Object.entries(value)) yield* schemas(member, `${where}/${key}`);
}

async function described(): Promise<Json> {
  return expectJson(200, '/v1/openapi.json');
}

describe('the OpenAPI document', () => {
  test('has patterns that compile and that no flag stands in', async () => {
    const patterns = [...schemas(await described())].filter(
      ({ schema }) => typeof schema.pattern === 'string',
    );
    expect(patterns.length).toBeGreaterThan(20);
    for (const { where, schema } of patterns) {
      const pattern = schema.pattern as string;
      expect(() => new RegExp(pattern, 'u'), where).not.toThrow();
      expect(pattern, where).not.toMatch(/^\/|\/[a-z]*$/);
    }
  });

  test('names no schema that may be null: a route says so where it answers null', async () => {
    const { components } = await described();
    const nullable = Object.entries<Json>(components.schemas).filter(([, { type }]) =>
      [type].flat().includes('null'),
    );
    expect(nullable.map(([name]) => name)).toEqual([]);
  });

  test('takes the texts that the server takes, and no others', async () => {
    const api = await described();
    const title = api.paths['/v1/docs'].post.requestBody.content['application/json'].schema.properties.title;
    const pattern = new RegExp(title.pattern, 'u');
    const ada = await person();
    for (const [text, status] of [
      ['hello', 201],
      ['Über 销售 🙂', 201],
      ['two\nlines', 422],
      ['turned\u202eround', 422],
    ] as const) {
      expect(pattern.test(text), text).toBe(status === 201);
      const answer = await call('/v1/docs', { method: 'POST', token: ada.token, body: { title: text } });
      expect(answer.status, text).toBe(status);
    }
  });

  test('names each operation once, by its method and path', async () => {
    const { paths } = await described();
    const ids = Object.entries<Json>(paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, operation]) => {
        expect(operation.operationId).toBe(operationId(method, path));
        return operation.operationId as string;
      }),
    );
    expect(ids.length).toBeGreaterThan(100);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('postAuthRegister');
  });
});

describe('a title', () => {
  test('has something to see', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    for (const title of ['\u200b', '\u2060\u00ad', '\u3164', '\ufe0f'])
      await expectProblem(422, 'invalid_request', `/v1/docs/${docId}`, {
        method: 'PATCH',
        token: ada.token,
        body: { title },
      });
  });
});

describe('a method that a path does not answer to', () => {
  test('is 405 with those that it does, on every path that is described', async () => {
    const { paths } = await described();
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    const ada = await person();
    for (const [path, operations] of Object.entries<Json>(paths)) {
      const there = Object.keys(operations).map((method) => method.toUpperCase());
      const url = path.replace(/\{[^}]+\}/g, 'A'.repeat(22));
      const wrong = methods.find((method) => !there.includes(method)) as string;
      const answer = await call(url, {
        method: wrong,
        token: ada.token,
        ...(wrong === 'GET' || wrong === 'DELETE' ? {} : { body: {} }),
      });
      expect([answer.status, url, wrong]).toEqual([405, url, wrong]);
      const allowed = (answer.headers.get('Allow') ?? '').split(', ');
      expect(allowed, url).toEqual(expect.arrayContaining(there));
      expect(allowed, url).not.toContain(wrong);
      expect(await answer.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    }
  });

  test('is 405 where sockets open and where the API is described', async () => {
    for (const path of [`/v1/collab/${'A'.repeat(22)}`, '/v1/notifications/live', '/v1/openapi.json']) {
      const answer = await call(path, { method: 'DELETE' });
      expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  test('is 404 on a path of no route', async () => {
    await expectProblem(404, 'not_found', '/v1/nothing', { method: 'DELETE' });
  });
});

describe('a body that nests deeply', () => {
  test('is refused on every route that takes one, before anything reads it', async () => {
    const { paths } = await described();
    const ada = await person();
    let tried = 0;
    for (const [path, operations] of Object.entries<Json>(paths)) {
      for (const [method, operation] of Object.entries<Json>(operations)) {
        const isJson = operation.requestBody?.content['application/json'] !== undefined;
        if (!isJson || path === '/v1/notifications/unsubscribe') continue;
        const deep = `{"title":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
        const answer = await call(path.replace(/\{[^}]+\}/g, 'A'.repeat(22)), {
          method: method.toUpperCase(),
          token: ada.token,
          body: deep,
        });
        expect([answer.status, path, method]).toEqual([422, path, method]);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(40);
  });

  test('is taken where brackets stand in strings', async () => {
    const ada = await person();
    const title = `${'['.repeat(100)}"\\`;
    expect(
      (await expectJson(201, '/v1/docs', { method: 'POST', token: ada.token, body: { title } })).title,
    ).toBe(title);
  });
});
