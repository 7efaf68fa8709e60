import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { commentingTeam, nobodyTold, told } from '../notifications/team.ts';
import { call, expectJson, type Json, type Person } from '../support/api.ts';
import { handEventsOn, heldEvents, typesAbout } from '../support/events.ts';
import { wrapped } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { forgetMails, mailsTo } from '../support/mails.ts';
import { nudge } from '../support/queue.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { scansOf, spyOnStatements } from '../support/statements.ts';
import { openThread, reply } from '../support/threads.ts';

beforeEach(async () => {
  await nobodyTold();
  await forgetMails();
});

async function kindsOf(of: Person): Promise<[kind: string, excerpt: string][]> {
  const { items } = await told(of);
  return items.map(({ kind, data }: Json) => [kind, data.excerpt]).reverse();
}

test('the owner and everyone who takes part are told, and no one of what they did themselves', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const thread = await openThread(grace, docId, { body: 'Really?' });
  await handEventsOn();
  expect(await kindsOf(ada)).toEqual([['comment', 'Really?']]);
  expect(await kindsOf(grace)).toEqual([]);
  expect(await kindsOf(bob)).toEqual([]);
  expect((await told(ada)).items).toMatchObject([
    {
      actor: { id: grace.id, name: 'Grace' },
      document: { id: docId, title: 'Plans' },
      data: { threadId: thread.id, commentId: thread.comments[0]?.id, quote: 'quick' },
    },
  ]);

  await reply(ada, docId, thread.id, `Yes. <@${bob.id}>?`);
  await handEventsOn();
  expect(await kindsOf(grace)).toEqual([['comment', 'Yes. @Bob?']]);
  expect(await kindsOf(bob)).toEqual([['mention', 'Yes. @Bob?']]);
  expect(await kindsOf(ada)).toHaveLength(1);

  // Mentioned once, he takes part.
  await reply(grace, docId, thread.id, 'Thanks');
  await handEventsOn();
  expect(await kindsOf(bob)).toHaveLength(2);
  expect(await kindsOf(ada)).toEqual([
    ['comment', 'Really?'],
    ['comment', 'Thanks'],
  ]);
});

test('the mail of a mention opens the thread', async () => {
  const { ada, bob, docId } = await commentingTeam();
  const { id } = await openThread(ada, docId, { body: `Shall we, <@${bob.id}>?` });
  await handEventsOn();
  const [mail, ...more] = await mailsTo(bob.email);
  expect(more).toEqual([]);
  expect(mail?.subject).toBe('Ada mentioned you in “Plans”');
  expect(mail?.text).toContain('Shall we, @Bob?');
  expect(mail?.text).toContain('“quick”');
  expect(mail?.text).toContain(`https://docs.example/d/${docId}?thread=${id}`);
});

test('an edit tells only whom it newly mentions, however often events come', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const { id, comments } = await openThread(ada, docId, { body: `<@${grace.id}>` });
  await handEventsOn(2);
  const path = `/v1/docs/${docId}/threads/${id}/comments/${comments[0]?.id}`;
  for (const body of [`<@${bob.id}> and <@${grace.id}>`, `<@${bob.id}>, <@${grace.id}>`]) {
    await expectJson(200, path, { method: 'PATCH', token: ada.token, body: { body } });
    await handEventsOn(2);
  }
  // What was told before quotes the comment as it is.
  expect(await kindsOf(grace)).toEqual([['mention', '@Bob, @Grace']]);
  expect(await kindsOf(bob)).toEqual([['mention', '@Bob, @Grace']]);
  expect(await mailsTo(grace.email)).toHaveLength(1);
  expect(await mailsTo(bob.email)).toHaveLength(1);
});

test('a user who lost the role since is told nothing', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const { id } = await openThread(grace, docId);
  await reply(bob, docId, id);
  await handEventsOn();
  await call(`/v1/docs/${docId}/permissions/${bob.id}`, { method: 'DELETE', token: ada.token });
  await reply(grace, docId, id, `Where is <@${ada.id}>?`);
  await handEventsOn();
  expect(await kindsOf(bob)).toEqual([]);
  expect(await kindsOf(ada)).toHaveLength(3);
});

test('a guest of the link is told nothing, and mails nothing of theirs', async () => {
  const { ada, bob, docId } = await commentingTeam();
  const guest = await comeAsGuest(await setLink(ada, docId, { role: 'commenter' }), 'Buy now');
  const { id } = await openThread(guest, docId, { body: `Secret, <@${bob.id}>` });
  await reply(ada, docId, id, `No, <@${guest.id}>`);
  await handEventsOn();
  expect(await kindsOf(bob)).toEqual([
    ['mention', 'Secret, @Bob'],
    ['comment', 'No, @Buy now'],
  ]);
  const mails = (await mailsTo(bob.email)).filter(({ kind }) => kind === 'mention');
  expect(mails).toHaveLength(1);
  expect(mails[0]?.subject).toBe('Somebody mentioned you in “Plans”');
  expect(JSON.stringify(mails)).not.toMatch(/Secret|Buy|quick/);
});

test('a comment that is deleted takes its notifications with it', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const thread = await openThread(grace, docId, { body: `Secret, <@${bob.id}>` });
  await reply(grace, docId, thread.id, 'Other');
  await handEventsOn();
  expect((await told(ada)).unread).toBe(2);
  const comment = `/v1/docs/${docId}/threads/${thread.id}/comments/${thread.comments[0]?.id}`;
  await expectJson(204, comment, { method: 'DELETE', token: grace.token });
  expect(await kindsOf(ada)).toEqual([['comment', 'Other']]);
  expect((await told(ada)).unread).toBe(1);
  expect(await kindsOf(bob)).toEqual([['comment', 'Other']]);
});

/** A Worker that ends after the Document has answered, before anybody is told. */
function dying(): Env {
  const batch = () => Promise.reject(new Error('the Worker has ended'));
  const withSession = () => wrapped(env.DB.withSession(), { batch });
  return faultyEnv({ database: { batch, withSession } });
}

test('a comment counts though no one can be told of it; the archive tells of it, once', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const { id, comments } = await openThread(grace, docId);
  await handEventsOn();
  const path = `/v1/docs/${docId}/threads/${id}`;
  const body = { body: `Ah, <@${bob.id}>` };
  const said = await callWith(dying(), `${path}/replies`, { method: 'POST', token: grace.token, body });
  expect(said.status).toBe(201);
  const edit = { method: 'PATCH', token: grace.token, body: { body: `<@${bob.id}>?` } };
  expect((await callWith(dying(), `${path}/comments/${comments[0]?.id}`, edit)).status).toBe(200);
  expect(await heldEvents()).toEqual([]);

  expect(await nudge(docId)).toBe('ack');
  await handEventsOn(2);
  expect(await kindsOf(bob)).toEqual([
    ['mention', 'Ah, @Bob'],
    ['mention', '@Bob?'],
  ]);
  expect(await kindsOf(ada)).toEqual([
    ['comment', '@Bob?'],
    ['comment', 'Ah, @Bob'],
  ]);
  expect((await told(ada)).items[0].actor.name).toBe('Grace');
  expect(await nudge(docId)).toBe('ack');
  expect(typesAbout(await heldEvents(), docId)).toEqual([]);
});

test('the archive tells of nothing that was told, deleted, or is old', async () => {
  const { ada, grace, bob, docId } = await commentingTeam();
  const { id } = await openThread(grace, docId);
  await handEventsOn();
  const path = `/v1/docs/${docId}/threads/${id}`;
  const post = { method: 'POST', token: grace.token, body: { body: `Gone, <@${bob.id}>` } };
  const gone = (await (await callWith(dying(), `${path}/replies`, post)).json()) as { id: string };
  await expectJson(204, `${path}/comments/${gone.id}`, { method: 'DELETE', token: grace.token });
  expect(await nudge(docId)).toBe('ack');
  expect(typesAbout(await heldEvents(), docId).filter((type) => type !== 'document.updated')).toEqual([]);

  await callWith(dying(), `${path}/replies`, post);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 60 * 60 * 1000 });
  expect(await nudge(docId)).toBe('ack');
  vi.useRealTimers();
  expect(typesAbout(await heldEvents(), docId).filter((type) => type !== 'document.updated')).toEqual([]);
  expect(await kindsOf(ada)).toHaveLength(1);
});

test('no query of threads scans a table', async () => {
  const { grace, bob, docId } = await commentingTeam();
  const statements = new Set<string>();
  const prepare = spyOnStatements();
  const { id, comments } = await openThread(grace, docId, { body: `<@${bob.id}>` });
  await handEventsOn();
  const path = `/v1/docs/${docId}/threads/${id}`;
  await expectJson(200, path, { method: 'PATCH', token: grace.token, body: { resolved: true } });
  const comment = { method: 'DELETE', token: grace.token };
  await expectJson(204, `${path}/comments/${comments[0]?.id}`, comment);
  // Without those of the test itself.
  for (const [statement] of prepare.mock.calls)
    if (!/event_outbox( ORDER BY rowid)?$/.test(statement)) statements.add(statement);
  prepare.mockRestore();
  expect(
    [...statements].some((statement) => statement.includes('thread-mail') || statement.includes('had')),
  ).toBe(true);
  for (const statement of statements)
    expect({ statement, scans: await scansOf(statement) }).toEqual({ statement, scans: [] });
});
