import { expect, test } from 'vitest';
import { call, createDocument, expectJson, expectProblem, giveRole, person } from '../support/api.ts';

async function tagOf(path: string, token: string): Promise<string> {
  return (await call(path, { token })).headers.get('ETag') ?? '';
}

test('of two concurrent changes of the same state one is done, the other gets 412: no title is lost', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  for (let round = 0; round < 2; round++) {
    const docId = await createDocument(ada);
    await giveRole(ada, docId, grace, 'editor');
    const path = `/v1/docs/${docId}`;
    const rename = async (token: string, title: string) =>
      call(path, {
        method: 'PATCH',
        token,
        body: { title },
        headers: { 'If-Match': await tagOf(path, token) },
      });
    const answers = await Promise.all([rename(ada.token, 'Hers'), rename(grace.token, 'Theirs')]);
    const done = answers.filter(({ status }) => status === 200);
    for (const { status } of answers) expect([200, 412]).toContain(status);
    expect(done.length).toBeGreaterThan(0);
    const titles = await Promise.all(
      done.map(async (answer) => ((await answer.json()) as { title: string }).title),
    );
    expect(titles).toContain((await expectJson(200, path, { token: ada.token })).title);
  }
}, 60_000);

test('changes at once of one tag: of an account, of a title, and of what lies in the trash', async () => {
  const ada = await person();
  const path = `/v1/docs/${await createDocument(ada)}`;
  const at = async (where: string, request: { method: string; body?: unknown }[]) => {
    const headers = { 'If-Match': await tagOf(where, ada.token) };
    const answers = await Promise.all(
      request.map((each) => call(where, { ...each, token: ada.token, headers })),
    );
    return answers.map(({ status }) => status).sort();
  };
  const names = ['A', 'B', 'C', 'D'];
  const put = names.map((name) => ({ method: 'PUT', body: { name } }));
  expect(await at('/v1/users/me', put)).toEqual([200, 412, 412, 412]);
  const patch = names.map((title) => ({ method: 'PATCH', body: { title } }));
  expect(await at(path, patch)).toEqual([200, 412, 412, 412]);
  // Trashing or renaming: whichever comes second has not seen the first.
  const both = [{ method: 'DELETE' }, { method: 'PATCH', body: { title: 'E' } }];
  const [first = 0, second = 0] = await at(path, both);
  expect([200, 204]).toContain(first);
  expect([410, 412]).toContain(second);
});

test('without a tag, or with any, the last one wins as it always did', async () => {
  const ada = await person();
  const path = `/v1/docs/${await createDocument(ada)}`;
  for (const headers of [{}, { 'If-Match': '*' }])
    await expectJson(200, path, { method: 'PATCH', token: ada.token, body: { title: 'New' }, headers });
  const stale = { method: 'PATCH', token: ada.token, body: { title: 'X' }, headers: { 'If-Match': '"x"' } };
  await expectProblem(412, 'precondition_failed', path, stale);
});
