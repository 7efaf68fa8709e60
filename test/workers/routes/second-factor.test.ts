import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hashPassword } from '../../../src/features/auth/password.ts';
import { stepAt, TOTP_PERIOD, totpCode } from '../../../src/features/auth/totp.ts';
import { call, expectJson, expectProblem, type Json, ORIGIN, type Person, person } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';

const PASSWORD = 'correct horse battery';
const hash = hashPassword(PASSWORD);

// The clock is in the middle of a step, or a code could change between generation and use.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: (stepAt(Date.now()) + 0.5) * TOTP_PERIOD * 1000 });
});
afterAll(() => {
  vi.useRealTimers();
});

function post(body?: unknown, token?: string) {
  return { method: 'POST', ...(body !== undefined && { body }), ...(token !== undefined && { token }) };
}

async function withPassword(name?: string): Promise<Person> {
  const somebody = await person(name);
  await env.DB.prepare(
    `INSERT INTO identities (provider, subject, user_id, secret, created_at) VALUES ('password', ?, ?, ?, 0)`,
  )
    .bind(somebody.email, somebody.id, await hash)
    .run();
  return somebody;
}

/** A person with a password and a confirmed authenticator app; `code(1)` is that of the next time step. */
async function guarded(name?: string) {
  const user = await withPassword(name);
  const { secret } = await expectJson(200, '/v1/auth/totp', post(undefined, user.token));
  // The previous step confirms, so that this one and the next are left for the test.
  const now = stepAt(Date.now());
  const code = (around = 0) => totpCode(secret, now + around);
  const confirmed = await expectJson(200, '/v1/auth/totp/confirm', post({ code: code(-1) }, user.token));
  return { user, secret: secret as string, code, recoveryCodes: confirmed.recoveryCodes as string[] };
}

async function login(user: Person): Promise<{ ticket: string; methods: string[] }> {
  const body = { email: user.email, password: PASSWORD, tokenDelivery: 'body' };
  return expectProblem(401, 'second_factor_required', '/v1/auth/login', post(body)) as Promise<never>;
}

function finish(ticket: string, code: string): Promise<Response> {
  return call('/v1/auth/second-factor', post({ ticket, code }));
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${((await response.json()) as Json).code ?? ''}`.trim();
}

function wrongCode(secret: string): string {
  const now = stepAt(Date.now());
  const right = [-2, -1, 0, 1, 2].map((around) => totpCode(secret, now + around));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
    (c) => !right.includes(c),
  ) as string;
}

test('an authenticator app guards nothing until a code has confirmed it, and then every sign-in by password', async () => {
  const ada = await withPassword();
  const { secret, uri } = await expectJson(200, '/v1/auth/totp', post(undefined, ada.token));
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(uri).toBe(
    `otpauth://totp/Octavo:${encodeURIComponent(ada.email)}?issuer=Octavo&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
  const body = { email: ada.email, password: PASSWORD };
  await expectJson(200, '/v1/auth/login', post(body));
  await expectProblem(
    401,
    'invalid_code',
    '/v1/auth/totp/confirm',
    post({ code: wrongCode(secret) }, ada.token),
  );

  // After another request, the former secret is invalid.
  const again = await expectJson(200, '/v1/auth/totp', post(undefined, ada.token));
  const old = totpCode(secret, stepAt(Date.now()));
  await expectProblem(401, 'invalid_code', '/v1/auth/totp/confirm', post({ code: old }, ada.token));
  const code = totpCode(again.secret, stepAt(Date.now()));
  const { recoveryCodes } = await expectJson(200, '/v1/auth/totp/confirm', post({ code }, ada.token));
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const recovery of recoveryCodes)
    expect(recovery).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){2}[0-9a-hjkmnp-tv-z]{4}$/);
  expect(await login(ada)).toMatchObject({ ticket: expect.any(String), methods: ['totp', 'recovery_code'] });

  await expectProblem(409, 'totp_exists', '/v1/auth/totp', post(undefined, ada.token));
  await expectProblem(409, 'totp_not_begun', '/v1/auth/totp/confirm', post({ code }, ada.token));
});

test('neither the secret nor a recovery code can be read from the database', async () => {
  const { user, secret, recoveryCodes } = await guarded();
  const stored = JSON.stringify([
    (await env.DB.prepare('SELECT * FROM totp WHERE user_id = ?').bind(user.id).all()).results,
    (await env.DB.prepare('SELECT * FROM recovery_codes WHERE user_id = ?').bind(user.id).all()).results,
  ]);
  expect(stored).not.toContain(secret);
  for (const code of recoveryCodes) {
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(code.replaceAll('-', ''));
  }
});

test('a secret moved to another account opens nothing', async () => {
  const { code } = await guarded();
  const ada = await guarded('Ada');
  await env.DB.prepare(
    `UPDATE totp SET secret = (SELECT secret FROM totp WHERE user_id <> ?1 ORDER BY created_at DESC LIMIT 1) WHERE user_id = ?1`,
  )
    .bind(ada.user.id)
    .run();
  const { ticket } = await login(ada.user);
  expect((await finish(ticket, code())).status).toBe(500);
});

test('a code signs in once: not again, not at once from two places, not the one before it', async () => {
  const { user, code } = await guarded();
  const [one, two] = [await login(user), await login(user)];
  const answers = await Promise.all([finish(one.ticket, code()), finish(two.ticket, code())]);
  expect((await Promise.all(answers.map(codeOf))).sort()).toEqual(['200', '401 invalid_code']);

  const { ticket } = await login(user);
  expect(await codeOf(await finish(ticket, code()))).toBe('401 invalid_code');
  expect(await codeOf(await finish(ticket, code(-1)))).toBe('401 invalid_code');
  expect(await codeOf(await finish(ticket, ` ${code(1).slice(0, 3)} ${code(1).slice(3)} `))).toBe('200');
});

test('a code of two steps ago or ahead is wrong', async () => {
  const { user, code } = await guarded();
  const { ticket } = await login(user);
  expect(await codeOf(await finish(ticket, code(3)))).toBe('401 invalid_code');
  expect(await codeOf(await finish(ticket, code(-3)))).toBe('401 invalid_code');
});

test('a ticket is valid for one sign-in, even with two concurrent codes', async () => {
  const { user, code, recoveryCodes } = await guarded();
  const { ticket } = await login(user);
  const answers = await Promise.all([finish(ticket, code()), finish(ticket, recoveryCodes[0] as string)]);
  expect((await Promise.all(answers.map(codeOf))).sort()).toEqual(['200', '401 ticket_invalid']);
  expect(await codeOf(await finish(ticket, code(1)))).toBe('401 ticket_invalid');
  expect(await codeOf(await finish('unknown', code(1)))).toBe('401 ticket_invalid');
});

test('five wrong codes end a ticket, also when more come at once; the right one is too late then', async () => {
  const { user, secret, code } = await guarded();
  const { ticket } = await login(user);
  const wrong = wrongCode(secret);
  const answers = await Promise.all(Array.from({ length: 8 }, () => finish(ticket, wrong)));
  const codes = (await Promise.all(answers.map(codeOf))).sort();
  expect(codes.filter((answer) => answer === '401 invalid_code')).toHaveLength(5);
  expect(codes.filter((answer) => answer === '401 ticket_invalid')).toHaveLength(3);
  expect(await codeOf(await finish(ticket, code()))).toBe('401 ticket_invalid');
  const other = await login(user);
  expect(await codeOf(await finish(other.ticket, code()))).toBe('200');
});

test('new tickets do not buy more guesses: the account waits, and then a right code gets in', async () => {
  const { user, secret, code } = await guarded();
  const wrong = wrongCode(secret);
  for (const _ticket of [1, 2]) {
    const { ticket } = await login(user);
    for (let i = 0; i < 5; i++) await finish(ticket, wrong);
  }
  const { ticket } = await login(user);
  const refused = await finish(ticket, code());
  expect(await codeOf(refused)).toBe('429 rate_limited');
  const wait = Number(refused.headers.get('Retry-After'));
  expect(wait).toBeGreaterThan(30);
  expect(wait).toBeLessThanOrEqual(60);
  await env.DB.prepare(
    "UPDATE throttles SET expires_at = expires_at - 60000 WHERE key LIKE 'second-factor:%'",
  ).run();
  expect(await codeOf(await finish((await login(user)).ticket, code()))).toBe('200');
});

test('a recovery code signs in once, however it is typed', async () => {
  const { user, recoveryCodes } = await guarded();
  const [first = '', second = ''] = recoveryCodes;
  const { ticket } = await login(user);
  expect(await codeOf(await finish(ticket, first.toUpperCase().replaceAll('-', ' ')))).toBe('200');
  const again = await login(user);
  expect(await codeOf(await finish(again.ticket, first))).toBe('401 invalid_code');
  const [one, two] = [await login(user), await login(user)];
  const answers = await Promise.all([finish(one.ticket, second), finish(two.ticket, second)]);
  expect((await Promise.all(answers.map(codeOf))).sort()).toEqual(['200', '401 invalid_code']);
});

test('new recovery codes invalidate the former ones, and belong to one user only', async () => {
  const { user, recoveryCodes } = await guarded();
  const other = await guarded('Grace');
  const again = await expectJson(200, '/v1/auth/recovery-codes', post(undefined, user.token));
  const { ticket } = await login(user);
  expect(await codeOf(await finish(ticket, recoveryCodes[0] as string))).toBe('401 invalid_code');
  expect(await codeOf(await finish(ticket, other.recoveryCodes[0] as string))).toBe('401 invalid_code');
  expect(await codeOf(await finish(ticket, again.recoveryCodes[0]))).toBe('200');
});

test('removing the authenticator app takes its recovery codes along, and asks for a recent proof', async () => {
  const { user } = await guarded();
  const remove = { method: 'DELETE', token: user.token };
  await env.DB.prepare('UPDATE sessions SET authenticated_at = 0 WHERE user_id = ?').bind(user.id).run();
  for (const [path, request] of [
    ['/v1/auth/totp', remove],
    ['/v1/auth/totp', post(undefined, user.token)],
    ['/v1/auth/recovery-codes', post(undefined, user.token)],
  ] as const) {
    await expectProblem(403, 'reauthentication_required', path, request);
  }
  await env.DB.prepare('UPDATE sessions SET authenticated_at = ? WHERE user_id = ?')
    .bind(Date.now(), user.id)
    .run();
  expect((await call('/v1/auth/totp', remove)).status).toBe(204);
  await expectProblem(404, 'not_found', '/v1/auth/totp', remove);
  await expectJson(200, '/v1/auth/login', post({ email: user.email, password: PASSWORD }));
  await expectProblem(409, 'no_second_factor', '/v1/auth/recovery-codes', post(undefined, user.token));
});

test('a code of the authenticator app is a recent proof; a recovery code is not', async () => {
  const { user, code, recoveryCodes } = await guarded();
  await env.DB.prepare('UPDATE sessions SET authenticated_at = 0 WHERE user_id = ?').bind(user.id).run();
  const path = '/v1/auth/reauthenticate/totp';
  await expectProblem(401, 'invalid_code', path, post({ code: recoveryCodes[0] }, user.token));
  expect((await call(path, post({ code: code() }, user.token))).status).toBe(204);
  await expectProblem(401, 'invalid_code', path, post({ code: code() }, user.token));
  await expectJson(200, '/v1/auth/recovery-codes', post(undefined, user.token));
});

test('a passkey is a second factor to a password: for its own ticket, of its own user', async () => {
  const [ada, grace] = [await withPassword(), await withPassword('Grace')];
  const devices = new Map<string, Authenticator>();
  for (const owner of [ada, grace]) {
    const device = new Authenticator(ORIGIN);
    const { options, challenge } = await expectJson(
      200,
      '/v1/auth/passkeys/options',
      post(undefined, owner.token),
    );
    const body = { name: 'Key', challenge, response: device.create(options) };
    await expectJson(201, '/v1/auth/passkeys', post(body, owner.token));
    devices.set(owner.id, device);
  }
  const adas = devices.get(ada.id) as Authenticator;
  const graces = devices.get(grace.id) as Authenticator;

  const { ticket, methods } = await login(ada);
  expect(methods).toEqual(['passkey', 'recovery_code']);
  const ask = (of: string) => expectJson(200, '/v1/auth/second-factor/options', post({ ticket: of }));
  const asked = await ask(ticket);
  expect(asked.options).toMatchObject({ userVerification: 'preferred', allowCredentials: [{ id: adas.id }] });
  const send = (of: string, { challenge }: Json, passkey: unknown) =>
    call('/v1/auth/second-factor', post({ ticket: of, challenge, passkey }));
  expect(await codeOf(await send(ticket, asked, graces.get(asked.options, grace.id)))).toBe(
    '401 invalid_passkey',
  );

  const other = await ask((await login(ada)).ticket);
  expect(await codeOf(await send(ticket, other, adas.get(other.options, ada.id)))).toBe('401 invalid_code');
  const again = await ask(ticket);
  const answer = adas.get(again.options, ada.id, { userVerified: false });
  expect(await codeOf(await send(ticket, again, answer))).toBe('200');
  await expectProblem(401, 'ticket_invalid', '/v1/auth/second-factor/options', post({ ticket }));
});

test('changes of factors are published', async () => {
  holdEvents();
  const { user } = await guarded();
  await expectJson(200, '/v1/auth/recovery-codes', post(undefined, user.token));
  await call('/v1/auth/totp', { method: 'DELETE', token: user.token });
  await handEventsOn();
  const { results } = await env.DB.prepare(
    'SELECT type, details FROM audit_log WHERE subject_id = ? ORDER BY at',
  )
    .bind(user.id)
    .all<{ type: string; details: string }>();
  const told = results.map(({ type, details }) => `${type} ${JSON.parse(details).factor ?? ''}`.trim());
  expect(told.sort()).toEqual([
    'user.factor_added recovery_codes',
    'user.factor_added totp',
    'user.factor_removed totp',
  ]);
});
