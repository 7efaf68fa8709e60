import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { commentingTeam, nobodyTold, told } from '../notifications/team.ts';
import { expectJson, type Json, type Person } from '../support/api.ts';
import { handEventsOn } from '../support/events.ts';
import { wrapped } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { forgetMails, mailsTo } from '../support/mails.ts';
import { nudge } from '../support/queue.ts';
import { openThread, reply } from '../support/threads.ts';

beforeEach(async () => {
  await nobodyTold();
  await forgetMails();
});

const excerptsOf = async (of: Person): Promise<string[]> =>
  (await told(of)).items.map(({ data }: Json) => data.excerpt).reverse();

/** Everything that D1 keeps of notices. */
const stored = async (): Promise<string> => {
  const { results } = await env.DB.prepare('SELECT * FROM notifications').all();
  return JSON.stringify(results);
};

/** Bindings of a Worker that cannot write to D1 once the Document has answered. */
function dying(): Env {
  const noticesDown = <T extends D1Database | D1DatabaseSession>(database: T) => ({
    prepare: (statement: string) => {
      if (/^(update|delete from) "notifications"/i.test(statement)) throw new Error('the Worker has ended');
      return database.prepare(statement);
    },
    batch: () => Promise.reject(new Error('the Worker has ended')),
  });
  const withSession = () => {
    const session = env.DB.withSession();
    return wrapped(session, noticesDown(session));
  };
  return faultyEnv({ database: { ...noticesDown(env.DB), withSession } });
}

test('notices and mails name whom a comment mentions as they are called now; what is stored names no one', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  await openThread(grace, docId, { body: `Ask <@${bob.id}>, <@${ada.id}>` });
  await handEventsOn();
  expect(await stored()).not.toMatch(/Bob|Ada/);
  expect(await excerptsOf(ada)).toEqual(['Ask @Bob, @Ada']);
  expect((await mailsTo(ada.email)).at(-1)?.text).toContain('Ask @Bob, @Ada');
  await expectJson(200, '/v1/users/me', { method: 'PUT', token: bob.token, body: { name: 'Robert' } });
  expect(await excerptsOf(ada)).toEqual(['Ask @Robert, @Ada']);

  await expectJson(204, '/v1/users/me', {
    method: 'DELETE',
    token: bob.token,
    body: { documents: 'delete' },
  });
  expect(await excerptsOf(ada)).toEqual(['Ask @Deleted user, @Ada']);
  expect(await stored()).not.toMatch(/Bob|Robert/);
});

test('the note of a suggestion mentions no one, even where it looks like a mention', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const body = { version: 1, delta: [{ insert: 'x' }], note: `Not <@${bob.id}>` };
  await expectJson(201, `/v1/docs/${docId}/suggestions`, { method: 'POST', token: grace.token, body });
  await handEventsOn();
  expect(await excerptsOf(ada)).toEqual([`Not <@${bob.id}>`]);
});

test('an edited comment is quoted as it is, also in a digest that waits', async () => {
  const { ada, grace, docId } = await commentingTeam();
  const { id, comments } = await openThread(grace, docId, { body: 'A secret slip' });
  await reply(grace, docId, id, 'Other');
  await handEventsOn();
  const path = `/v1/docs/${docId}/threads/${id}/comments/${comments[0]?.id}`;
  await expectJson(200, path, { method: 'PATCH', token: grace.token, body: { body: 'Mended' } });
  expect(await excerptsOf(ada)).toEqual(['Mended', 'Other']);
  expect(await stored()).not.toContain('secret');
});

test('what was edited or deleted before its notice is made is told as it is, or not at all', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const edited = await openThread(grace, docId, { body: `A secret slip, <@${bob.id}>` });
  const deleted = await openThread(grace, docId, { body: `Another secret, <@${bob.id}>` });
  const commentOf = ({ id, comments }: typeof edited) =>
    `/v1/docs/${docId}/threads/${id}/comments/${comments[0]?.id}`;
  const edit = { method: 'PATCH', token: grace.token, body: { body: 'Mended' } };
  await expectJson(200, commentOf(edited), edit);
  await expectJson(204, commentOf(deleted), { method: 'DELETE', token: grace.token });
  await handEventsOn();
  expect(await excerptsOf(ada)).toEqual(['Mended']);
  expect(await excerptsOf(bob)).toEqual(['Mended']);
  expect(JSON.stringify(await mailsTo(bob.email))).not.toContain('secret');
});

test('notices follow though the Worker that changed the comment could not reach them', async () => {
  const { ada, grace, docId } = await commentingTeam();
  const edited = await openThread(grace, docId, { body: 'A secret slip' });
  const deleted = await openThread(grace, docId, { body: 'Another secret' });
  await handEventsOn();
  const commentOf = ({ id, comments }: typeof edited) =>
    `/v1/docs/${docId}/threads/${id}/comments/${comments[0]?.id}`;
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const edit = { method: 'PATCH', token: grace.token, body: { body: 'Mended' } };
  expect((await callWith(dying(), commentOf(edited), edit)).status).toBe(200);
  const remove = { method: 'DELETE', token: grace.token };
  expect((await callWith(dying(), commentOf(deleted), remove)).status).toBe(204);
  expect(await excerptsOf(ada)).toEqual(['A secret slip', 'Another secret']);
  expect(await nudge(docId)).toBe('ack');
  expect(await excerptsOf(ada)).toEqual(['Mended']);
});
