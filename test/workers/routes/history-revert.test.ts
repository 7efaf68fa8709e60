import { expect, test } from 'vitest';
import { expectJson, expectProblem } from '../support/api.ts';
import { archive, pastOfTwo, write } from '../support/history.ts';

test('a version is brought back by one more operation; where nothing differs nothing is written', async () => {
  const past = await pastOfTwo();
  const { ada, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'first' }] },
    { author: ada.id, delta: [{ retain: 5 }, { insert: ' second' }] },
  ]);
  const revert = (body: unknown) => ({ method: 'POST', token: ada.token, body });
  const path = `/v1/docs/${docId}`;
  expect(await expectJson(200, `${path}/revert`, revert({ version: 1 }))).toEqual({ version: 3 });
  expect(await expectJson(200, `${path}/revert`, revert({ version: 1 }))).toEqual({ version: 3 });
  expect(await expectJson(200, `${path}/revert`, revert({ version: 2 }))).toEqual({ version: 4 });
  expect((await expectJson(200, `${path}/content`, { token: ada.token })).ops).toEqual([
    { insert: 'first second\n' },
  ]);
  const { items } = await expectJson(200, `${path}/ops?from=2`, { token: ada.token });
  expect(items.map(({ delta }: { delta: unknown }) => delta)).toEqual([
    [{ retain: 5 }, { delete: 7 }],
    [{ retain: 5 }, { insert: ' second' }],
  ]);
  await expectProblem(404, 'unknown_version', `${path}/revert`, revert({ version: 9 }));
  for (const body of [
    {},
    { version: -1 },
    { version: 1, author: ada.id },
    { author: ada.id, from: 1, to: 1 },
  ]) {
    await expectProblem(422, 'invalid_request', `${path}/revert`, revert(body));
  }
});

test("one author's work is undone, everybody else's stays", async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'The plan\n' }] },
    { author: grace.id, delta: [{ retain: 4 }, { insert: 'secret ' }] },
    { author: ada.id, delta: [{ retain: 7 }, { insert: '!' }] },
    { author: grace.id, delta: [{ delete: 4 }, { retain: 8 }, { retain: 4, attributes: { bold: true } }] },
    { author: ada.id, delta: [{ retain: 12 }, { insert: ' is ready' }] },
    { author: grace.id, delta: [{ insert: 'Later: ' }] },
  ]);
  const path = `/v1/docs/${docId}`;
  const content = async () => (await expectJson(200, `${path}/content`, { token: ada.token })).ops;
  const revert = (body: unknown) => ({ method: 'POST', token: ada.token, body });
  const before = await content();
  await archive(past);
  const undone = await expectJson(200, `${path}/revert`, revert({ author: grace.id, from: 1, to: 5 }));
  expect(undone).toEqual({ version: 7 });
  const text = (await content()).map(({ insert }: { insert: string }) => insert).join('');
  expect(text).toContain('The ');
  expect(text).toContain('!');
  expect(text).toContain('Later: ');
  expect(text).toContain(' is ready');
  expect(text).not.toContain('secret');
  expect((await content()).some(({ attributes }: { attributes?: object }) => attributes !== undefined)).toBe(
    false,
  );
  // It is another version, and can be reverted as any other.
  await expectJson(200, `${path}/revert`, revert({ version: 6 }));
  expect(await content()).toEqual(before);

  expect(await expectJson(200, `${path}/revert`, revert({ author: grace.id, from: 2, to: 3 }))).toEqual({
    version: 8,
  });
  await expectProblem(
    404,
    'unknown_version',
    `${path}/revert`,
    revert({ author: grace.id, from: 2, to: 99 }),
  );
  await expectProblem(
    404,
    'unknown_version',
    `${path}/revert`,
    revert({ author: grace.id, from: 98, to: 99 }),
  );
  await expectProblem(
    422,
    'range_too_large',
    `${path}/revert`,
    revert({ author: grace.id, from: 0, to: 10_001 }),
  );
});
