import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { expectProblem, type Json } from '../support/api.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { archive, callWith, type Past, pastOfTwo, write } from '../support/history.ts';
import { openThread } from '../support/threads.ts';

// Enough versions that the Document prunes those of the text.
const VERSIONS = 7_500;

let past: Past;

beforeAll(async () => {
  past = await pastOfTwo();
  const author = past.ada.id;
  const deltas: Json[] = [
    [{ insert: 'The quick brown fox' }],
    [{ insert: 'Once, ' }],
    // What is deleted and put back belongs to its threads again, also where only the archive still has it.
    [{ retain: 10 }, { delete: 6 }],
    [{ retain: 10 }, { insert: 'quick ' }],
    [{ retain: 16 }, { delete: 6 }],
  ];
  while (deltas.length < VERSIONS) deltas.push([{ retain: 19 }, { insert: '!' }]);
  await write(
    past,
    deltas.map((delta) => ({ author, delta })),
  );
  await archive(past, [1_000]);
  const status = await past.stub.status();
  expect(status).toMatchObject({
    value: { version: VERSIONS, keptFrom: 1_500, reconciledVersion: VERSIONS },
  });
}, 60_000);

test('a range on a version that only the archive has is moved over the archived log', async () => {
  const { ada, docId } = past;
  expect(await openThread(ada, docId, { range: { index: 4, length: 6 } })).toMatchObject({
    version: VERSIONS,
    range: { index: 10, length: 6 },
    quote: 'quick ',
    detached: false,
  });
  expect(await openThread(ada, docId, { range: { index: 10, length: 6 } })).toMatchObject({
    version: VERSIONS,
    range: { index: 16, length: 0 },
    quote: 'brown ',
    detached: true,
  });
  expect(await openThread(ada, docId, { version: 3, range: { index: 0, length: 4 } })).toMatchObject({
    range: { index: 0, length: 4 },
    quote: 'Once',
  });
  expect(await openThread(ada, docId, { range: null })).toMatchObject({ range: null, quote: '' });
});

test('ranges are checked on their own version, however old', async () => {
  const { ada, docId } = past;
  const refused = (status: number, code: string, body: Json) =>
    expectProblem(status, code, `/v1/docs/${docId}/threads`, {
      method: 'POST',
      token: ada.token,
      body: { body: 'Hm', ...body },
    });
  await refused(422, 'range_too_far', { version: 1, range: { index: 15, length: 6 } });
  await refused(422, 'range_too_far', { version: 0, range: { index: 0, length: 2 } });
  await refused(422, 'empty_range', { version: 1, range: { index: 4, length: 0 } });
  await refused(422, 'unknown_version', { version: VERSIONS + 1, range: { index: 0, length: 2 } });
});

test('503 while the archive cannot be read, and nothing is begun', async () => {
  const { ada, docId } = past;
  const down = faultyEnv({
    archive: { get: () => Promise.reject(new Error('down')), list: () => Promise.reject(new Error('down')) },
  });
  const before = await past.stub.review({ since: 0, limit: 1 });
  const response = await callWith(down, `/v1/docs/${docId}/threads`, {
    method: 'POST',
    token: ada.token,
    body: { version: 1, range: { index: 4, length: 5 }, body: 'Hm' },
  });
  expect(response.status).toBe(503);
  expect(await past.stub.review({ since: 0, limit: 1 })).toEqual(before);
});

test('410 when the log is no longer kept so far back', async () => {
  const { ada, docId } = past;
  await env.DB.prepare('UPDATE documents SET log_from = 1000 WHERE id = ?').bind(docId).run();
  const body = { version: 999, range: { index: 0, length: 2 }, body: 'Hm' };
  const request = { method: 'POST', token: ada.token, body };
  const problem = await expectProblem(410, 'version_expired', `/v1/docs/${docId}/threads`, request);
  expect(problem.firstVersion).toBe(1_000);
});
