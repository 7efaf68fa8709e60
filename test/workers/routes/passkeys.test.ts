import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { call, expectJson, expectProblem, type Json, ORIGIN, type Person, person } from '../support/api.ts';
import { Authenticator, type Deviation } from '../support/authenticator.ts';

function post(body?: unknown, token?: string) {
  return { method: 'POST', ...(body !== undefined && { body }), ...(token !== undefined && { token }) };
}

async function addPasskey(owner: Person, name = 'Laptop'): Promise<{ device: Authenticator; added: Json }> {
  const device = new Authenticator(ORIGIN);
  const { options, challenge } = await expectJson(
    200,
    '/v1/auth/passkeys/options',
    post(undefined, owner.token),
  );
  const body = { name, challenge, response: device.create(options) };
  return { device, added: await expectJson(201, '/v1/auth/passkeys', post(body, owner.token)) };
}

async function answer(device: Authenticator, userHandle: string | null, deviation: Deviation = {}) {
  const { options, challenge } = await expectJson(200, '/v1/auth/passkey/options', post());
  return post({ challenge, response: device.get(options, userHandle, deviation), tokenDelivery: 'body' });
}

/** A person who also has a password; its hash is never compared here. */
async function withPassword(name?: string): Promise<Person> {
  const somebody = await person(name);
  await env.DB.prepare(
    `INSERT INTO identities (provider, subject, user_id, secret, created_at) VALUES ('password', ?, ?, 'none', 0)`,
  )
    .bind(somebody.email, somebody.id)
    .run();
  return somebody;
}

test('a passkey is made, listed, renamed; it signs in without anything else', async () => {
  const ada = await person();
  const asked = await expectJson(200, '/v1/auth/passkeys/options', post(undefined, ada.token));
  expect(asked.options).toMatchObject({
    rp: { id: 'docs.example', name: 'Octavo' },
    user: { id: Buffer.from(ada.id).toString('base64url'), name: ada.email },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    excludeCredentials: [],
  });
  const { device, added } = await addPasskey(ada);
  expect(added).toMatchObject({ id: device.id, name: 'Laptop', lastUsedAt: null, backedUp: false });
  expect(added.recoveryCodes).toHaveLength(10);

  const path = `/v1/auth/passkeys/${device.id}`;
  await expectJson(200, path, { method: 'PATCH', token: ada.token, body: { name: 'Desk' } });
  const signedIn = await expectJson(200, '/v1/auth/passkey', await answer(device, ada.id));
  expect(signedIn).toMatchObject({ user: { id: ada.id }, expiresIn: 900, refreshToken: expect.any(String) });
  const { items } = await expectJson(200, '/v1/auth/passkeys', { token: signedIn.accessToken });
  expect(items).toEqual([
    expect.objectContaining({ id: device.id, name: 'Desk', lastUsedAt: expect.any(String) }),
  ]);

  const again = await expectJson(200, '/v1/auth/passkeys/options', post(undefined, ada.token));
  expect(again.options.excludeCredentials).toMatchObject([{ id: device.id }]);
});

test('a dishonest response to our challenge signs no one in', async () => {
  const ada = await person();
  const grace = await person('Grace');
  const { device } = await addPasskey(ada);
  const deviations: [string, Deviation, string | null][] = [
    ['another site', { origin: 'https://evil.example' }, ada.id],
    ['another port of ours', { origin: `${ORIGIN}:8443` }, ada.id],
    ['another relying party', { rpId: 'evil.example' }, ada.id],
    ['a parent domain', { rpId: 'example' }, ada.id],
    ['no user verification', { userVerified: false }, ada.id],
    ['another key', { forged: true }, ada.id],
    ['somebody else’s handle', {}, grace.id],
  ];
  for (const [what, deviation, handle] of deviations) {
    const refused = await call('/v1/auth/passkey', await answer(device, handle, deviation));
    expect([what, refused.status, ((await refused.json()) as Json).code]).toEqual([
      what,
      401,
      'invalid_passkey',
    ]);
  }
  const stranger = new Authenticator(ORIGIN);
  await expectProblem(401, 'invalid_passkey', '/v1/auth/passkey', await answer(stranger, ada.id));
  await expectJson(200, '/v1/auth/passkey', await answer(device, ada.id));
});

test('a challenge is good once, for its purpose, for 5 minutes', async () => {
  const ada = await person();
  const { device } = await addPasskey(ada);
  const once = await answer(device, ada.id);
  await expectJson(200, '/v1/auth/passkey', once);
  await expectProblem(410, 'token_invalid', '/v1/auth/passkey', once);

  const failed = await expectJson(200, '/v1/auth/passkey/options', post());
  const wrong = {
    challenge: failed.challenge,
    response: device.get(failed.options, ada.id, { forged: true }),
  };
  await expectProblem(401, 'invalid_passkey', '/v1/auth/passkey', post(wrong));
  const right = { challenge: failed.challenge, response: device.get(failed.options, ada.id) };
  await expectProblem(410, 'token_invalid', '/v1/auth/passkey', post(right));

  const other = await expectJson(200, '/v1/auth/reauthenticate/passkey/options', post(undefined, ada.token));
  const misused = { challenge: other.challenge, response: device.get(other.options, ada.id) };
  await expectProblem(410, 'token_invalid', '/v1/auth/passkey', post(misused));

  const late = await answer(device, ada.id);
  await env.DB.prepare(
    `UPDATE one_time_tokens SET expires_at = expires_at - 300000 WHERE purpose = 'passkey-sign-in'`,
  ).run();
  await expectProblem(410, 'token_invalid', '/v1/auth/passkey', late);
});

test('a copied key is refused: its counter has not risen; of two answers with one counter, one gets in', async () => {
  const ada = await person();
  const { device } = await addPasskey(ada);
  await expectJson(200, '/v1/auth/passkey', await answer(device, ada.id));
  const copy = device.copy();
  await expectJson(200, '/v1/auth/passkey', await answer(device, ada.id));
  await expectProblem(401, 'invalid_passkey', '/v1/auth/passkey', await answer(copy, ada.id));
  // A counter of zero belongs to an authenticator that does not count; any other counter must increase.
  await expectProblem(
    401,
    'invalid_passkey',
    '/v1/auth/passkey',
    await answer(device, ada.id, { counter: 0 }),
  );

  const [one, two] = [
    await answer(device, ada.id, { counter: 50 }),
    await answer(device, ada.id, { counter: 50 }),
  ];
  const answers = await Promise.all([call('/v1/auth/passkey', one), call('/v1/auth/passkey', two)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test('authenticators that do not count sign in again and again', async () => {
  const ada = await person();
  const device = new Authenticator(ORIGIN);
  const { options, challenge } = await expectJson(
    200,
    '/v1/auth/passkeys/options',
    post(undefined, ada.token),
  );
  const body = { name: 'Phone', challenge, response: device.create(options, { counter: 0 }) };
  await expectJson(201, '/v1/auth/passkeys', post(body, ada.token));
  for (const _time of [1, 2]) {
    await expectJson(200, '/v1/auth/passkey', await answer(device, ada.id, { counter: 0 }));
  }
});

test('a passkey is added only by its requester, on our origin, once, with a recent proof, and twenty at most', async () => {
  const ada = await person();
  const grace = await person('Grace');
  const device = new Authenticator(ORIGIN);
  const ask = () => expectJson(200, '/v1/auth/passkeys/options', post(undefined, ada.token));
  for (const [deviation, token] of [
    [{ origin: 'https://evil.example' }, ada.token],
    [{ rpId: 'evil.example' }, ada.token],
    [{}, grace.token],
  ] as const) {
    const { options, challenge } = await ask();
    const body = { name: 'x', challenge, response: device.create(options, deviation) };
    await expectProblem(422, 'invalid_passkey', '/v1/auth/passkeys', post(body, token));
  }
  const { device: known } = await addPasskey(ada);
  const { options, challenge } = await ask();
  const twice = { name: 'x', challenge, response: known.create(options) };
  await expectProblem(409, 'passkey_exists', '/v1/auth/passkeys', post(twice, ada.token));

  const rows = Array.from({ length: 19 }, (_, index) =>
    env.DB.prepare(
      `INSERT INTO passkeys (id, user_id, name, public_key, counter, transports, backed_up, created_at) VALUES (?, ?, 'x', 'x', 0, '[]', 0, 0)`,
    ).bind(`filler-${ada.id}-${index}`, ada.id),
  );
  await env.DB.batch(rows);
  await expectProblem(409, 'too_many_passkeys', '/v1/auth/passkeys/options', post(undefined, ada.token));

  await env.DB.prepare('UPDATE sessions SET authenticated_at = 0 WHERE user_id = ?').bind(grace.id).run();
  await expectProblem(
    403,
    'reauthentication_required',
    '/v1/auth/passkeys/options',
    post(undefined, grace.token),
  );
});

test('a passkey is a recent proof', async () => {
  const ada = await person();
  const grace = await person('Grace');
  const { device } = await addPasskey(ada);
  await addPasskey(grace);
  await env.DB.prepare('UPDATE sessions SET authenticated_at = 0 WHERE user_id = ?').bind(ada.id).run();
  await expectProblem(
    403,
    'reauthentication_required',
    '/v1/auth/passkeys/options',
    post(undefined, ada.token),
  );

  const ask = (token: string) =>
    expectJson(200, '/v1/auth/reauthenticate/passkey/options', post(undefined, token));
  const graces = await ask(grace.token);
  const misused = { challenge: graces.challenge, response: device.get(graces.options, ada.id) };
  await expectProblem(410, 'token_invalid', '/v1/auth/reauthenticate/passkey', post(misused, ada.token));
  const unverified = await ask(ada.token);
  expect(unverified.options).toMatchObject({
    userVerification: 'required',
    allowCredentials: [{ id: device.id }],
  });
  const weak = {
    challenge: unverified.challenge,
    response: device.get(unverified.options, ada.id, { userVerified: false }),
  };
  await expectProblem(401, 'invalid_passkey', '/v1/auth/reauthenticate/passkey', post(weak, ada.token));

  const { options, challenge } = await ask(ada.token);
  const body = { challenge, response: device.get(options, ada.id) };
  await expectJson(204, '/v1/auth/reauthenticate/passkey', post(body, ada.token));
  await expectJson(200, '/v1/auth/passkeys/options', post(undefined, ada.token));
});

test('the last way to sign in stays, even when two are removed at once; another user’s passkey is not found', async () => {
  const ada = await person();
  const { device: first } = await addPasskey(ada);
  const remove = (id: string, token: string) => call(`/v1/auth/passkeys/${id}`, { method: 'DELETE', token });
  const path = `/v1/auth/passkeys/${first.id}`;
  await expectProblem(409, 'last_credential', path, { method: 'DELETE', token: ada.token });
  const { device: second } = await addPasskey(ada, 'Phone');
  const answers = await Promise.all([remove(first.id, ada.token), remove(second.id, ada.token)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);

  const grace = await withPassword('Grace');
  const { device: third } = await addPasskey(grace);
  expect((await remove(third.id, ada.token)).status).toBe(404);
  await expectProblem(404, 'not_found', `/v1/auth/passkeys/${third.id}`, {
    method: 'PATCH',
    token: ada.token,
    body: { name: 'mine' },
  });
  expect((await remove(third.id, grace.token)).status).toBe(204);
  const codes = await env.DB.prepare('SELECT count(*) AS n FROM recovery_codes WHERE user_id = ?')
    .bind(grace.id)
    .first<{ n: number }>();
  expect(codes?.n).toBe(0);
});
