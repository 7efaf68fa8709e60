import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { randomId } from '../../../src/base/ids.ts';
import { unsubscribeToken } from '../../../src/features/notifications/unsubscribe-token.ts';
import { call, createDocument, expectJson, expectProblem, giveRole, person } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { consumeEvents, eventBy, mailsTo } from '../support/mails.ts';

beforeEach(() => {
  holdEvents();
});

async function mailed() {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Plans');
  await giveRole(ada, docId, grace, 'viewer');
  const again = () =>
    consumeEvents([
      eventBy(ada, {
        type: 'mention.created',
        docId,
        title: 'Plans',
        threadId: randomId(),
        userId: grace.id,
        excerpt: 'a',
      }),
    ]);
  await again();
  const mail = must((await mailsTo(grace.email))[0]);
  const url = new URL(must(/^<(.*)>$/.exec(mail.headers['List-Unsubscribe'] ?? '')?.[1]));
  return { grace, again, url, path: url.pathname + url.search, mail };
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

test('one click in a mail program turns the mails of that kind off, without signing in', async () => {
  const { grace, again, url, path, mail } = await mailed();
  expect(url.origin).toBe('https://docs.example');
  expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  const posted = await call(path, { method: 'POST', headers: FORM, body: 'List-Unsubscribe=One-Click' });
  expect(posted.status).toBe(200);
  expect(await posted.json()).toEqual({ kind: 'mention', subscribed: false });
  await again();
  expect(await mailsTo(grace.email)).toHaveLength(1);
  const { items } = await expectJson(200, '/v1/notifications/preferences', { token: grace.token });
  expect(items).toContainEqual({ kind: 'mention', inApp: true, mail: 'off' });
  expect(items).toContainEqual({ kind: 'shared', inApp: true, mail: 'now' });
  expect((await expectJson(200, '/v1/notifications', { token: grace.token })).unread).toBe(2);
});

test('a mail program may post any form, and the page that the mail links to JSON or nothing', async () => {
  for (const [headers, body] of [
    [
      { 'Content-Type': 'multipart/form-data; boundary=x' },
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--',
    ],
    [{ 'Content-Type': 'application/json' }, '{}'],
    [{}, undefined],
  ] as const) {
    const { path } = await mailed();
    const response = await call(path, {
      method: 'POST',
      headers: { ...headers },
      ...(body !== undefined && { body }),
    });
    expect(response.status).toBe(200);
    expect(await expectJson(200, path)).toEqual({ kind: 'mention', subscribed: false });
  }
});

test('looking at the link changes nothing, and the same click again neither', async () => {
  const { grace, again, path } = await mailed();
  for (let i = 0; i < 3; i++)
    expect(await expectJson(200, path)).toEqual({ kind: 'mention', subscribed: true });
  await again();
  expect(await mailsTo(grace.email)).toHaveLength(2);
  for (let i = 0; i < 2; i++)
    expect((await call(path, { method: 'POST', headers: FORM, body: 'a' })).status).toBe(200);
});

test('the link of a digest turns everything off that is gathered, and nothing else', async () => {
  const grace = await person('Grace');
  const token = unsubscribeToken(env.ACCOUNT_KEY, { userId: grace.id, from: 'digest' });
  const path = `/v1/notifications/unsubscribe?token=${token}`;
  expect(await expectJson(200, path)).toEqual({ kind: 'digest', subscribed: true });
  await call(path, { method: 'POST', headers: FORM, body: 'List-Unsubscribe=One-Click' });
  expect(await expectJson(200, path)).toEqual({ kind: 'digest', subscribed: false });
  const { items } = await expectJson(200, '/v1/notifications/preferences', { token: grace.token });
  const off = items
    .filter(({ mail }: { mail: string }) => mail === 'off')
    .map(({ kind }: { kind: string }) => kind);
  expect(off).toEqual([
    'invited',
    'role_changed',
    'comment',
    'suggestion',
    'suggestion_decided',
    'fork_merged',
  ]);
});

test('a token that is not ours, of another user, kind or key, is refused', async () => {
  const [ada, grace] = [await person(), await person()];
  const good = unsubscribeToken(env.ACCOUNT_KEY, { userId: grace.id, from: 'mention' });
  const code = good.split('.')[2];
  const bad = [
    '',
    'a.b.c',
    `${ada.id}.mention.${code}`,
    `${grace.id}.shared.${code}`,
    `${good}.x`,
    good.slice(0, -1),
    unsubscribeToken('another key', { userId: grace.id, from: 'mention' }),
    unsubscribeToken(env.ACCOUNT_KEY, { userId: grace.id, from: 'other' as 'digest' }),
  ];
  for (const token of bad) {
    const path = `/v1/notifications/unsubscribe?token=${encodeURIComponent(token)}`;
    await expectProblem(410, 'token_invalid', path);
    await expectProblem(410, 'token_invalid', path, { method: 'POST', headers: FORM, body: 'a' });
  }
  const { items } = await expectJson(200, '/v1/notifications/preferences', { token: grace.token });
  expect(items).toContainEqual({ kind: 'mention', inApp: true, mail: 'now' });
});

test('mails about security cannot be turned off by a link', async () => {
  const grace = await person();
  const token = unsubscribeToken(env.ACCOUNT_KEY, { userId: grace.id, from: 'security' });
  await call(`/v1/notifications/unsubscribe?token=${token}`, { method: 'POST' });
  const { items } = await expectJson(200, '/v1/notifications/preferences', { token: grace.token });
  expect(items).toContainEqual({ kind: 'security', inApp: true, mail: 'now' });
});

test('every other route still refuses a form', async () => {
  const ada = await person();
  await expectProblem(415, 'unsupported_media_type', '/v1/notifications/read', {
    method: 'POST',
    token: ada.token,
    headers: FORM,
    body: 'all=true',
  });
});
