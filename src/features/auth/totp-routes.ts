import { must } from '../../base/assert.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { telling } from '../../platform/http/telling.ts';
import { writeWhileSignedIn } from '../../platform/http/while-signed-in.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { findAccount, findFactors } from './queries.ts';
import {
  addRecoveryCodes,
  deleteUselessRecoveryCodes,
  replaceRecoveryCodes,
} from './recovery-code-queries.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';
import { forgiveCodes, invalidCode, limitCodes, takeFirstTotpCode } from './second-factor-codes.ts';
import { newTotpSecret, totpUri } from './totp.ts';
import { confirmTotp, deleteTotp, storeTotp } from './totp-queries.ts';
import { sealTotpSecret } from './totp-secret.ts';

/** `/v1/auth/totp` and `/v1/auth/recovery-codes`: authenticator apps, and what stands in when they are lost. */
export const totpRoutes = featureApp();

const tags = ['Second factor'];
const code = z.string().trim().min(1).max(40);
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) }).openapi('RecoveryCodes');

totpRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/totp',
    access: 'person',
    tags,
    summary: 'Begin to set up an authenticator app',
    description: 'The secret protects nothing until a first code has confirmed it. It is shown once.',
    responses: {
      200: json(z.object({ secret: z.string(), uri: z.string() }), 'The secret, in base32 and for a QR code'),
      ...refusals,
    },
  }),
  async (c) => {
    const { userId, credentialId } = requireRecent(c);
    const user = must(await findAccount(c.var.db, userId), 'a session of nobody');
    const secret = newTotpSecret();
    const sealed = sealTotpSecret(c.env.ACCOUNT_KEY, userId, secret);
    const store = storeTotp(c.var.db, { userId, secret: sealed, now: Date.now() });
    const [stored] = await writeWhileSignedIn(c, credentialId, [store]);
    if (stored.length === 0) {
      throw new Problem(409, 'totp_exists', 'An authenticator app is already set up. Remove it first.');
    }
    return c.json({ secret, uri: totpUri(secret, user.email) }, 200);
  },
);

totpRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/totp/confirm',
    access: 'person',
    tags,
    summary: 'Confirm an authenticator app by its first code',
    description:
      'From now on it guards the account. With an account’s first second factor come ten recovery codes, shown once; codes that there are stay good.',
    request: { body: jsonBody(z.strictObject({ code })) },
    responses: { 200: json(recoveryCodes.partial(), 'Confirmed'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requireRecent(c);
    await limitCodes(c, userId);
    const secret = await takeFirstTotpCode(c, userId, c.req.valid('json').code);
    if (secret === null) throw invalidCode();
    await forgiveCodes(c, userId);

    // The code was used up before, so of two requests with one code only one comes here.
    const now = Date.now();
    const { shown, hashes } = issueRecoveryCodes(c.env.ACCOUNT_KEY, userId);
    const told = telling(c, [{ type: 'user.factor_added', userId, factor: 'totp', name: null }]);
    const [added] = await writeWhileSignedIn(c, credentialId, [
      addRecoveryCodes(c.var.db, userId, hashes, now),
      confirmTotp(c.var.db, { userId, secret }, now),
      told.statement,
    ]);
    told.publish();
    return c.json(added.length > 0 ? { recoveryCodes: shown } : {}, 200);
  },
);

totpRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/auth/totp',
    access: 'person',
    tags,
    summary: 'Remove the authenticator app',
    description: 'The recovery codes go with the last second factor.',
    responses: { 204: empty('Removed'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireRecent(c);
    if (!(await findFactors(c.var.db, userId)).totp) throw notFound('authenticator app');
    const told = telling(c, [{ type: 'user.factor_removed', userId, factor: 'totp', name: null }]);
    await c.var.db.batch([
      deleteTotp(c.var.db, userId),
      deleteUselessRecoveryCodes(c.var.db, userId),
      told.statement,
    ]);
    told.publish();
    return c.body(null, 204);
  },
);

totpRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/recovery-codes',
    access: 'person',
    tags,
    summary: 'Make new recovery codes',
    description: 'Ten codes, each valid once, shown once. The former ones stop working.',
    responses: { 200: json(recoveryCodes, 'The new codes'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requireRecent(c);
    const { totp, passkeys } = await findFactors(c.var.db, userId);
    if (!totp && passkeys === 0) {
      throw new Problem(409, 'no_second_factor', 'Recovery codes need a second factor. Set one up first.');
    }
    const { shown, hashes } = issueRecoveryCodes(c.env.ACCOUNT_KEY, userId);
    const told = telling(c, [{ type: 'user.factor_added', userId, factor: 'recovery_codes', name: null }]);
    await writeWhileSignedIn(c, credentialId, [
      ...replaceRecoveryCodes(c.var.db, userId, hashes, Date.now()),
      told.statement,
    ]);
    told.publish();
    return c.json({ recoveryCodes: shown }, 200);
  },
);
