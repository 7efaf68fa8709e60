import { expect, test, vi } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { call, createDocument, expectJson, person } from '../support/api.ts';
import { documentOf } from '../support/peer.ts';
import { TEXT } from '../support/threads.ts';

test('how often a user replaces suggestions is bounded, and nothing of a refused one is kept', async () => {
  const ada = await person();
  const docId = await createDocument(ada, TEXT);
  // The object has read its quotas before: its allowance is taken as live typing takes it, all at once.
  const stub = documentOf(docId);
  const by = { user: { id: ada.id, name: 'Ada', color: '#112233' } };
  const made = [];
  for (let i = 0; i < 130; i++) made.push(stub.suggest({ by, version: 1, delta: [{ insert: `${i}` }] }));
  const open = (await Promise.all(made)).map((answer) => (answer.ok ? answer.value : null));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
  const codes: string[] = [];
  for (const one of open) {
    if (one === null) continue;
    const { id: suggestionId, review } = one;
    const asked = { by, suggestionId, review, version: 1, delta: [{ insert: 'x' }] };
    const answer = await stub.replaceSuggestion(asked);
    codes.push(answer.ok ? 'replaced' : answer.error.code);
  }
  expect(codes.slice(0, 120)).toEqual(Array.from({ length: 120 }, () => 'replaced'));
  expect(codes.at(-1)).toBe('rate_limited');
  const last = must(open.at(-1));
  const path = `/v1/docs/${docId}/suggestions/${last.id}`;
  const body = { version: 1, review: last.review, delta: [{ insert: 'y' }] };
  const refused = await call(path, { method: 'PUT', token: ada.token, body });
  vi.useRealTimers();
  expect(refused.status).toBe(429);
  expect(await expectJson(200, path, { token: ada.token })).toMatchObject({ delta: [{ insert: '129' }] });
});
