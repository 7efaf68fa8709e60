import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { expectJson, expectProblem, type Person, person } from '../support/api.ts';
import { consumeEvents, eventBy, linkIn, mailsTo } from '../support/mails.ts';

async function unverified(): Promise<Person> {
  const somebody = await person();
  await env.DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(somebody.id).run();
  return somebody;
}

test('a new user is sent one link that verifies the address, however often the event comes', async () => {
  const ada = await unverified();
  const registered = eventBy(ada, { type: 'user.registered', userId: ada.id, method: 'password' });
  expect(await consumeEvents([registered, registered, registered])).toEqual(['ack', 'ack', 'ack']);
  const mails = await mailsTo(ada.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['verify-email']);
  const link = linkIn(mails[0] as never);
  expect(link.origin + link.pathname).toBe('https://docs.example/verify-email');
  const body = { token: link.searchParams.get('token') };
  const profile = await expectJson(200, '/v1/auth/verify-email', { method: 'POST', body });
  expect(profile).toMatchObject({ id: ada.id, emailVerified: true });
  await expectProblem(410, 'already_verified', '/v1/auth/verify-email', { method: 'POST', body });
});

test('the same event in two batches at once is mailed once', async () => {
  const ada = await unverified();
  const registered = eventBy(ada, { type: 'user.registered', userId: ada.id, method: 'password' });
  await Promise.all([consumeEvents([registered]), consumeEvents([registered])]);
  await consumeEvents([registered]);
  expect(await mailsTo(ada.email)).toHaveLength(1);
});

test('a newer link ends the older one', async () => {
  const ada = await unverified();
  await consumeEvents([
    eventBy(ada, { type: 'user.registered', userId: ada.id, method: 'password' }),
    eventBy(ada, { type: 'user.verification_requested', userId: ada.id }),
  ]);
  const [newer, older] = (await mailsTo(ada.email)).map((mail) => linkIn(mail).searchParams.get('token'));
  await expectProblem(410, 'token_invalid', '/v1/auth/verify-email', {
    method: 'POST',
    body: { token: older },
  });
  await expectJson(200, '/v1/auth/verify-email', { method: 'POST', body: { token: newer } });
});

test('an event that comes too late, or after the address was verified, sends no mail', async () => {
  const [late, proved] = [await unverified(), await person()];
  const dayAgo = Date.now() - 25 * 60 * 60 * 1000;
  await consumeEvents([
    eventBy(late, { type: 'user.registered', userId: late.id, method: 'password' }, { at: dayAgo }),
    eventBy(proved, { type: 'user.verification_requested', userId: proved.id }),
    eventBy(null, { type: 'user.registered', userId: randomId(), method: 'password' }),
  ]);
  expect(await mailsTo(late.email)).toEqual([]);
  expect(await mailsTo(proved.email)).toEqual([]);
});

test('a forgotten password sends a link for an hour; an unknown address gets nothing', async () => {
  const ada = await person();
  const unknown = `${randomId().toLowerCase()}@example.com`;
  expect(
    await consumeEvents([
      eventBy(null, { type: 'user.password_forgotten', email: ada.email }),
      eventBy(null, { type: 'user.password_forgotten', email: unknown }),
      eventBy(
        null,
        { type: 'user.password_forgotten', email: ada.email },
        { at: Date.now() - 61 * 60 * 1000 },
      ),
    ]),
  ).toEqual(['ack', 'ack', 'ack']);
  const mails = await mailsTo(ada.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['reset-password']);
  expect(linkIn(mails[0] as never).pathname).toBe('/reset-password');
  expect(await mailsTo(unknown)).toEqual([]);
  const { results } = await env.DB.prepare(
    "SELECT expires_at - created_at AS lifetime FROM one_time_tokens WHERE user_id = ? AND purpose = 'reset-password'",
  )
    .bind(ada.id)
    .all();
  expect(results).toEqual([{ lifetime: 60 * 60 * 1000 }]);
});

test('changes of an account’s security are mailed, but not to an unverified address', async () => {
  const [ada, mallory] = [await person(), await unverified()];
  await consumeEvents([
    eventBy(ada, { type: 'user.password_changed', userId: ada.id, how: 'reset' }),
    eventBy(ada, { type: 'user.factor_added', userId: ada.id, factor: 'passkey', name: 'Laptop' }),
    eventBy(ada, { type: 'user.factor_removed', userId: ada.id, factor: 'totp', name: null }),
    eventBy(ada, { type: 'user.token_created', userId: ada.id, tokenId: randomId(), name: 'CI', scopes: [] }),
    eventBy(mallory, { type: 'user.password_changed', userId: mallory.id, how: 'change' }),
  ]);
  const mails = await mailsTo(ada.email);
  expect(mails.map(({ subject }) => subject).sort()).toEqual([
    'A passkey was added: Laptop',
    'An API token was created: CI',
    'The authenticator app was removed',
    'Your password was changed',
  ]);
  for (const { headers, text } of mails) {
    expect(headers).not.toHaveProperty('List-Unsubscribe');
    expect(text).toContain('Firefox on Linux');
  }
  expect(await mailsTo(mallory.email)).toEqual([]);
});

test('a sign-in is mailed only from a device that was not seen before', async () => {
  const ada = await person();
  await env.DB.prepare('UPDATE users SET created_at = 1 WHERE id = ?').bind(ada.id).run();
  const login = () => eventBy(ada, { type: 'user.login', userId: ada.id, method: 'password' });
  const elsewhere = login();
  elsewhere.by.userAgent = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
  const first = login();
  await consumeEvents([first, first, login(), elsewhere, login()]);
  expect((await mailsTo(ada.email)).map(({ subject }) => subject)).toEqual([
    'New sign-in: Chrome on Windows',
    'New sign-in: Firefox on Linux',
  ]);
});

test('a new user is not warned about their own device, then or later', async () => {
  const ada = await person();
  await consumeEvents([eventBy(ada, { type: 'user.login', userId: ada.id, method: 'password' })]);
  const nextDay = { at: Date.now() + 24 * 60 * 60 * 1000 };
  await consumeEvents([eventBy(ada, { type: 'user.login', userId: ada.id, method: 'password' }, nextDay)]);
  expect(await mailsTo(ada.email)).toEqual([]);
});

test('the last mail to an erased account goes to the address that it had', async () => {
  const email = `${randomId().toLowerCase()}@example.com`;
  const erased = {
    type: 'user.erased',
    userId: randomId(),
    email,
    name: 'Ada',
    language: 'de',
    verified: true,
  } as const;
  await consumeEvents([eventBy(null, erased)]);
  expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
    'Ihr Konto bei Octavo wurde gelöscht',
  ]);
});

test('an unverified address gets no last mail', async () => {
  const email = `${randomId().toLowerCase()}@example.com`;
  const told = { type: 'user.erased', userId: randomId(), email, name: 'Ada', language: null } as const;
  await consumeEvents([eventBy(null, { ...told, verified: false })]);
  expect(await mailsTo(email)).toEqual([]);
});

test('mails are written in the language that the user chose, and in English for an unknown one', async () => {
  const [german, other] = [await person(), await person()];
  for (const [{ id }, language] of [
    [german, 'de-AT'],
    [other, 'tlh'],
  ] as const) {
    await env.DB.prepare('UPDATE users SET preferences = ? WHERE id = ?')
      .bind(JSON.stringify({ language }), id)
      .run();
  }
  await consumeEvents([
    eventBy(german, { type: 'user.password_changed', userId: german.id, how: 'change' }),
    eventBy(other, { type: 'user.password_changed', userId: other.id, how: 'change' }),
  ]);
  expect((await mailsTo(german.email))[0]).toMatchObject({
    subject: 'Ihr Passwort wurde geändert',
    html: expect.stringContaining('<html lang="de">'),
  });
  expect((await mailsTo(other.email))[0]).toMatchObject({ subject: 'Your password was changed' });
});

test('notifies the owner of an address once a day of attempts to register it', async () => {
  const [ada, other] = [await person(), await unverified()];
  const repeated = (email: string) => eventBy(null, { type: 'user.registration_repeated', email });
  await consumeEvents([
    repeated(ada.email),
    repeated(ada.email),
    repeated(other.email),
    repeated('x@y.example'),
  ]);
  const mails = await mailsTo(ada.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['already-registered']);
  expect(linkIn(mails[0] as never).href).toBe('https://docs.example/sign-in');
  expect(await mailsTo(other.email)).toEqual([]);
});
