import { expect, test } from 'vitest';
import { stepAt, totpCode } from '../../../src/features/auth/totp.ts';
import { account, login, PASSWORD } from '../support/accounts.ts';
import { call, expectJson, expectProblem, type Json, ORIGIN, type Person } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';

const post = (body?: unknown, token?: string) => ({
  method: 'POST',
  ...(body !== undefined && { body }),
  ...(token !== undefined && { token }),
});

const FACTORS = {
  async passkey({ token }: Person): Promise<Json> {
    const { options, challenge } = await expectJson(200, '/v1/auth/passkeys/options', post(undefined, token));
    const body = { name: 'Key', challenge, response: new Authenticator(ORIGIN).create(options) };
    return expectJson(201, '/v1/auth/passkeys', post(body, token));
  },
  async app({ token }: Person): Promise<Json> {
    const { secret } = await expectJson(200, '/v1/auth/totp', post(undefined, token));
    const code = totpCode(secret, stepAt(Date.now()));
    return expectJson(200, '/v1/auth/totp/confirm', post({ code }, token));
  },
};

/** Whether a recovery code finishes a sign-in, which uses it up. */
async function signsIn(user: Person, code: string): Promise<boolean> {
  const body = { email: user.email, password: PASSWORD, tokenDelivery: 'body' };
  const { ticket } = await expectProblem(401, 'second_factor_required', '/v1/auth/login', post(body));
  return (await call('/v1/auth/second-factor', post({ ticket, code }))).status === 200;
}

for (const [first, second] of [
  ['passkey', 'app'],
  ['app', 'passkey'],
  ['passkey', 'passkey'],
] as const) {
  test(`the recovery codes that came with the first ${first} stay good when a second ${second} is added`, async () => {
    const user = await account();
    const { recoveryCodes } = await FACTORS[first](user);
    expect(recoveryCodes).toHaveLength(10);
    expect((await FACTORS[second](user)).recoveryCodes).toBeUndefined();
    expect(await signsIn(user, recoveryCodes[0])).toBe(true);
    expect((await expectJson(200, '/v1/auth/account', { token: user.token })).recoveryCodes).toBe(9);
    const renewed = await expectJson(200, '/v1/auth/recovery-codes', post(undefined, user.token));
    expect(await signsIn(user, recoveryCodes[1])).toBe(false);
    expect(await signsIn(user, renewed.recoveryCodes[0])).toBe(true);
  });
}

test('of two factors added at once one brings codes, and those are good', async () => {
  const user = await account();
  await login(user.email);
  const added = await Promise.all([FACTORS.passkey(user), FACTORS.app(user), FACTORS.passkey(user)]);
  const brought = added.flatMap(({ recoveryCodes }) => (recoveryCodes ? [recoveryCodes] : []));
  expect(brought).toHaveLength(1);
  expect(await signsIn(user, brought[0][0])).toBe(true);
});
