import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { call, expectJson, expectProblem, ORIGIN } from '../support/api.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { archive, callWith, pastOfTwo, write } from '../support/history.ts';

test('the newest version is kept under a name, and found again', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'first' }] },
    { author: grace.id, delta: [{ insert: 'my ' }] },
  ]);
  const path = `/v1/docs/${docId}/snapshots`;
  const created = await call(path, { method: 'POST', token: grace.token, body: { name: ' Draft ' } });
  expect({ status: created.status, location: created.headers.get('Location') }).toEqual({
    status: 201,
    location: `${path}/2`,
  });
  const item = (await created.json()) as { url: string };
  expect(item).toEqual({
    version: 2,
    name: 'Draft',
    size: '{"version":2,"ops":[{"insert":"my first\\n"}]}'.length,
    at: expect.any(String),
    createdAt: expect.any(String),
    author: { id: grace.id, name: 'Grace', color: '#006874' },
    url: expect.stringContaining(`${ORIGIN}/v1/snapshots/${docId}/2?`),
  });
  expect(await (await env.ARCHIVE.get(`snapshots/${docId}/2.json`))?.json()).toEqual({
    version: 2,
    ops: [{ insert: 'my first\n' }],
  });
  expect(await expectJson(200, path, { token: ada.token })).toEqual({ items: [item], nextCursor: null });
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).toMatchObject({
    snapshotVersion: 2,
    snapshotUrl: item.url,
  });
  expect((await expectJson(200, `/v1/docs/${docId}/history`, { token: ada.token })).items[0].name).toBe(
    'Draft',
  );

  const redirect = await call(`${path}/2`, { token: ada.token, headers: {} });
  const target = redirect.redirected
    ? redirect
    : await call(redirect.headers.get('Location')?.slice(ORIGIN.length) ?? '');
  expect(await target.json()).toEqual({ version: 2, ops: [{ insert: 'my first\n' }] });
  await expectProblem(404, 'not_found', `${path}/1`, { token: ada.token });

  // Again, without a body: the same snapshot, with the same name.
  expect(await expectJson(201, path, { method: 'POST', token: ada.token })).toMatchObject({
    version: 2,
    name: 'Draft',
  });
  await expectProblem(422, 'invalid_request', path, { method: 'POST', token: ada.token, body: { name: '' } });
});

test('any version is given a name, another one, and none', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  const texts = ['a', 'b', 'c', 'd'];
  await write(
    past,
    texts.map((insert) => ({ author: ada.id, delta: [{ insert }] })),
  );
  const path = `/v1/docs/${docId}/snapshots`;
  const patch = (version: number, name: string | null, by = ada) =>
    ({ path: `${path}/${version}`, request: { method: 'PATCH', token: by.token, body: { name } } }) as const;
  const name = (version: number, text: string | null, by = ada) => {
    const { path, request } = patch(version, text, by);
    return expectJson(200, path, request);
  };
  expect(await name(2, 'Two')).toMatchObject({ version: 2, name: 'Two', author: { id: ada.id } });
  expect(await name(0, 'Nothing yet')).toMatchObject({ version: 0, name: 'Nothing yet' });
  // The first user who asked for it stays its author.
  expect(await name(2, 'Zwei', grace)).toMatchObject({ name: 'Zwei', author: { id: ada.id } });
  await archive(past, [4]);
  expect(await name(4, 'Four', grace)).toMatchObject({ name: 'Four', author: { id: grace.id } });
  expect(await name(4, null)).toMatchObject({ version: 4, name: null });

  const versions = async (query: string) =>
    (await expectJson(200, `${path}${query}`, { token: ada.token })).items.map(
      (item: { version: number; name: string | null }) => [item.version, item.name],
    );
  expect(await versions('')).toEqual([
    [4, null],
    [2, 'Zwei'],
    [0, 'Nothing yet'],
  ]);
  expect(await versions('?named=true')).toEqual([
    [2, 'Zwei'],
    [0, 'Nothing yet'],
  ]);
  const first = await expectJson(200, `${path}?limit=2`, { token: ada.token });
  expect(first.items.map(({ version }: { version: number }) => version)).toEqual([4, 2]);
  expect(await versions(`?limit=2&cursor=${first.nextCursor}`)).toEqual([[0, 'Nothing yet']]);
  await expectProblem(422, 'invalid_cursor', `${path}?named=true&cursor=${first.nextCursor}`, {
    token: ada.token,
  });

  for (const [version, text, status, code] of [
    [5, 'Five', 404, 'unknown_version'],
    [1, null, 404, 'not_found'],
  ] as const) {
    const { path, request } = patch(version, text);
    await expectProblem(status, code, path, request);
  }
});

test('an archive that is down is said, and nothing is promised', async () => {
  const past = await pastOfTwo();
  const { ada, docId } = past;
  await write(past, [{ author: ada.id, delta: [{ insert: 'x' }] }]);
  const down = async () => {
    throw new Error('R2 is down');
  };
  const bindings = faultyEnv({ archive: { put: down, get: down, list: down } });
  const answer = await callWith(bindings, `/v1/docs/${docId}/snapshots`, {
    method: 'POST',
    token: ada.token,
    body: {},
  });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'archive_unavailable' });
  expect(await expectJson(200, `/v1/docs/${docId}/snapshots`, { token: ada.token })).toMatchObject({
    items: [],
  });
});
