import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { call, createDocument, person } from '../support/api.ts';

const FORM = /^[0-9a-f]{8}(-[0-9a-f]{8}){2}-[0-9a-f]{32}$/;

async function bookmarkOf(path: string, request: Parameters<typeof call>[1]): Promise<string> {
  const response = await call(path, request);
  await response.arrayBuffer();
  return response.headers.get('X-Bookmark') ?? '';
}

test('a response has the bookmark of the state that it has read, which rises with writes', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const path = `/v1/docs/${docId}`;
  const before = await bookmarkOf(path, { token: ada.token });
  expect(before).toMatch(FORM);
  const after = await bookmarkOf(path, { method: 'PATCH', token: ada.token, body: { title: 'Other' } });
  expect(after > before).toBe(true);
});

test('I6: every request begins on the primary; the bookmark is for reads that decide nothing, and an invalid one is ignored', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const path = `/v1/docs/${docId}/permissions`;
  const bookmark = await bookmarkOf(path, { token: ada.token });
  const withSession = vi.spyOn(env.DB, 'withSession');
  await bookmarkOf(path, { token: ada.token, headers: { 'X-Bookmark': bookmark } });
  await bookmarkOf(path, { token: ada.token, headers: { 'X-Bookmark': "'; DROP TABLE users" } });
  const constraints = withSession.mock.calls.map(([constraint]) => constraint);
  withSession.mockRestore();
  expect(constraints).toEqual(['first-primary', bookmark, 'first-primary', 'first-unconstrained']);
});
