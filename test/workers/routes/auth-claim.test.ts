import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { issue, look, type TokenPurpose } from '../../../src/features/auth/one-time-tokens.ts';
import { stepAt, totpCode } from '../../../src/features/auth/totp.ts';
import { beginSession, insertSession } from '../../../src/features/sessions/sessions.ts';
import { database } from '../../../src/platform/db/database.ts';
import { account, login, loginStatus, PASSWORD, refresh } from '../support/accounts.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  ORIGIN,
  type Person,
  person,
} from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { closeOf, upgrade } from '../support/socket.ts';

const db = database(env.DB);
const NEW = 'giraffe river lantern';

const post = (body?: unknown, token?: string) => ({
  method: 'POST',
  ...(body !== undefined && { body }),
  ...(token !== undefined && { token }),
});

/**
 * The ways in which the owner of an address takes over an account that an attacker created with it; they end with the
 * password NEW.
 */
const CLAIMS: [name: string, claim: (user: Person, as?: Person) => Promise<void>][] = [
  [
    'confirming without a session',
    async (user, as) => {
      const token = await issue(db, { purpose: 'verify-email', userId: user.id });
      const { passwordToken } = await expectJson(200, '/v1/auth/verify-email', post({ token }, as?.token));
      await setPassword(passwordToken);
    },
  ],
  [
    'resetting the password',
    async (user) => setPassword(await issue(db, { purpose: 'reset-password', userId: user.id })),
  ],
];

async function setPassword(token: string): Promise<void> {
  expect((await call('/v1/auth/password/reset', post({ token, password: NEW }))).status).toBe(204);
}

/** Everything that an attacker can prepare in an account before the owner of its address comes. */
async function prepared() {
  const user = await account({ verified: false, name: 'Stranger' });
  const session = await login(user.email);
  const docId = await createDocument(user);
  const socket = closeOf(await upgrade(docId, { protocols: `collab.v1, bearer.${session.accessToken}` }));
  const apiToken = await expectJson(
    201,
    '/v1/tokens',
    post({ name: 'CI', scopes: ['account:read', 'docs:read'] }, user.token),
  );
  const programSocket = closeOf(await upgrade(docId, { protocols: `collab.v1, bearer.${apiToken.token}` }));
  const waiting = Object.fromEntries(
    await Promise.all(
      (
        [
          'verify-email',
          'reset-password',
          'second-factor',
          'passkey-registration',
          'oidc',
        ] satisfies TokenPurpose[]
      ).map(async (purpose) => [purpose, await issue(db, { purpose, userId: user.id })] as const),
    ),
  );
  const device = new Authenticator(ORIGIN);
  const asked = await expectJson(200, '/v1/auth/passkeys/options', post(undefined, user.token));
  const body = { name: 'Key', challenge: asked.challenge, response: device.create(asked.options) };
  await expectJson(201, '/v1/auth/passkeys', post(body, user.token));
  const { secret } = await expectJson(200, '/v1/auth/totp', post(undefined, user.token));
  const code = totpCode(secret, stepAt(Date.now()));
  await expectJson(200, '/v1/auth/totp/confirm', post({ code }, user.token));
  const subject = randomId();
  await env.DB.prepare("INSERT INTO identities VALUES ('acme', ?, ?, NULL, 1)").bind(subject, user.id).run();
  return { user, session, socket, apiToken, programSocket, waiting, device, subject };
}

for (const [name, claim] of CLAIMS) {
  test(`${name} leaves who made the account nothing to come back by`, async () => {
    const { user, session, socket, apiToken, programSocket, waiting, device, subject } = await prepared();
    const grace = await person('Grace');
    const shared = await createDocument(grace);
    await expectJson(
      201,
      `/v1/docs/${shared}/invitations`,
      post({ email: user.email, role: 'editor' }, grace.token),
    );
    await claim(user);

    expect((await socket).code).toBe(4401);
    expect((await programSocket).code).toBe(4401);
    expect(await loginStatus(user.email, PASSWORD)).toBe(401);
    await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(session.refreshToken));
    for (const token of [user.token, session.accessToken, apiToken.token])
      await expectProblem(401, 'unauthenticated', '/v1/users/me', { token });
    const { options, challenge } = await expectJson(200, '/v1/auth/passkey/options', post());
    await expectProblem(
      401,
      'invalid_passkey',
      '/v1/auth/passkey',
      post({ challenge, response: device.get(options, user.id) }),
    );
    for (const [purpose, token] of Object.entries(waiting))
      expect([purpose, await look(db, purpose as TokenPurpose, token)]).toEqual([purpose, null]);
    const proofs = [
      { kind: 'identity', provider: 'acme', subject },
      { kind: 'passkey', id: device.id },
    ] as const;
    for (const proof of proofs)
      expect(await insertSession(db, beginSession(user.id, 'a test').session, proof)).toBe(false);

    const mine = await login(user.email, NEW);
    expect(mine.user).toMatchObject({ id: user.id, emailVerified: true });
    expect(await expectJson(200, '/v1/auth/account', { token: mine.accessToken })).toMatchObject({
      emailVerified: true,
      hasPassword: true,
      identities: [],
      totp: false,
      passkeys: 0,
      recoveryCodes: 0,
    });
    expect(await expectJson(200, `/v1/docs/${shared}`, { token: mine.accessToken })).toMatchObject({
      role: 'editor',
    });
  });
}

test('a session of another account, a guest or a program of the account confirms nothing as it is', async () => {
  for (const as of [
    async () => person('Grace'),
    async (user: Person) => ({ ...user, token: await program(user) }),
  ]) {
    const user = await account({ verified: false });
    await CLAIMS[0]?.[1](user, await as(user));
    expect([await loginStatus(user.email, PASSWORD), await loginStatus(user.email, NEW)]).toEqual([401, 200]);
    await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: user.token });
  }
});

async function program(user: Person): Promise<string> {
  const body = { name: 'CI', scopes: ['account:read'] };
  return (await expectJson(201, '/v1/tokens', post(body, user.token))).token;
}

test('until the owner has set a password, no one else can: requests in flight during the claim are refused', async () => {
  // Everything that a session can add, repeated while the owner verifies the address.
  const attacks: ((user: Person) => Promise<Response>)[] = [
    (user) => call('/v1/tokens', post({ name: 'CI', scopes: ['account:read'] }, user.token)),
    (user) => call('/v1/auth/password/change', post({ password: 'an intruder in the house' }, user.token)),
    (user) => call('/v1/auth/totp', post(undefined, user.token)),
    (user) => call('/v1/auth/recovery-codes', post(undefined, user.token)),
  ];
  for (let round = 0; round < 3; round++) {
    const user = await account({ verified: false });
    const token = await issue(db, { purpose: 'verify-email', userId: user.id });
    await env.DB.prepare("INSERT INTO passkeys VALUES (?, ?, 'Key', 'x', 0, '[]', 0, 1, NULL)")
      .bind(randomId(), user.id)
      .run();
    const [confirmed] = await Promise.all([
      call('/v1/auth/verify-email', post({ token })),
      call('/v1/auth/login', post({ email: user.email, password: PASSWORD })),
      ...attacks.flatMap((attack) => Array.from({ length: 4 }, () => attack(user))),
    ]);
    expect(confirmed.status).toBe(200);
    for (const table of ['identities', 'passkeys', 'totp', 'recovery_codes', 'api_tokens', 'sessions']) {
      const rows = await env.DB.prepare(`SELECT * FROM ${table} WHERE user_id = ?`).bind(user.id).all();
      expect([table, rows.results]).toEqual([table, []]);
    }
  }
});
