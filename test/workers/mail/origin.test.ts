import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../../src/app.ts';
import { sendDigests } from '../../../src/background/letters/digest.ts';
import { randomId } from '../../../src/base/ids.ts';
import { database } from '../../../src/platform/db/database.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { call, createDocument, expectJson, type Json, type Person, person } from '../support/api.ts';
import { consumeEvents, eventBy, linkIn, mailsTo } from '../support/mails.ts';
import { eventsOf } from '../support/told-events.ts';

const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined } as never;
const without = ['', 'docs.example', 'javascript:alert(1)'].map(
  (APP_ORIGIN) => ({ ...env, APP_ORIGIN }) as unknown as Env,
);

function ask(using: Env, url: string, { token, body }: { token?: string; body?: unknown } = {}) {
  const headers = {
    'Content-Type': 'application/json',
    'CF-Connecting-IP': randomId(),
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  return app.fetch(new Request(url, init), using, ctx);
}

async function unverified(): Promise<Person> {
  const somebody = await person();
  await env.DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(somebody.id).run();
  return somebody;
}

test('a link in a mail leads to APP_ORIGIN, whatever host a request or an event names', async () => {
  const email = `${randomId().toLowerCase()}@example.com`;
  const evil = 'https://evil.example';
  const body = { email, name: 'Ada', password: 'a long enough passphrase 7', tokenDelivery: 'body' };
  const registered = await ask(env, `${evil}/v1/auth/register`, { body });
  const { user, accessToken } = (await registered.json()) as Json;
  await ask(env, `${evil}/v1/auth/verify-email/resend`, { token: accessToken, body: {} });
  await ask(env, `${evil}/v1/auth/password/forgot`, { body: { email } });
  const told = await eventsOf(user.id, 'user.registered');
  expect(JSON.stringify(told)).not.toContain('evil.example');
  const forged = { by: { ...told[0].by, origin: evil } };
  await consumeEvents([
    eventBy(null, { type: 'user.verification_requested', userId: user.id }, forged),
    eventBy(null, { type: 'user.password_forgotten', email }, forged),
  ]);
  const mails = await mailsTo(email);
  expect(new Set(mails.map(({ kind }) => kind))).toEqual(new Set(['verify-email', 'reset-password']));
  for (const mail of mails) {
    expect(linkIn(mail).origin).toBe('https://docs.example');
    expect(JSON.stringify(mail)).not.toContain('evil.example');
  }
});

test('without APP_ORIGIN no mail is sent, and the caller gets a refusal', async () => {
  const [ada, owner] = [await unverified(), await person('Owner')];
  const docId = await createDocument(owner);
  for (const using of without) {
    const outcomes = await consumeEvents(
      [
        eventBy(ada, { type: 'user.registered', userId: ada.id, method: 'password' }),
        eventBy(null, { type: 'user.password_forgotten', email: ada.email }),
        eventBy(owner, { type: 'user.password_changed', userId: owner.id, how: 'change' }),
      ],
      using,
    );
    expect(outcomes).toEqual(['ack', 'ack', 'ack']);
    await sendDigests({ env: using, db: database(env.DB), log: logger({}) }, Date.now());
    const asked: [string, { token?: string; body?: unknown }][] = [
      ['/v1/auth/password/forgot', { body: { email: ada.email } }],
      ['/v1/auth/verify-email/resend', { token: ada.token, body: {} }],
      [
        `/v1/docs/${docId}/invitations`,
        { token: owner.token, body: { email: 'stranger@example.com', role: 'viewer' } },
      ],
    ];
    for (const [path, request] of asked) {
      const answer = await ask(using, `https://docs.example${path}`, request);
      const { code } = (await answer.json()) as Json;
      expect([path, answer.status, code]).toEqual([path, 503, 'mail_unavailable']);
    }
    const ready = await ask(using, 'https://docs.example/readyz');
    expect([ready.status, ((await ready.json()) as Json).dependencies.mail]).toEqual([503, 'down']);
  }
  expect([...(await mailsTo(ada.email)), ...(await mailsTo(owner.email))]).toEqual([]);
  expect((await expectJson(200, `/v1/docs/${docId}/invitations`, { token: owner.token })).items).toEqual([]);
  expect(((await (await call('/readyz')).json()) as Json).dependencies.mail).toBe('up');
});
