import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { must } from '../../base/assert.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { telling } from '../../platform/http/telling.ts';
import { writeWhileSignedIn } from '../../platform/http/while-signed-in.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { keepChallenge, takeChallenge } from './passkey-challenges.ts';
import * as queries from './passkey-queries.ts';
import { challenge, challenged, passkeyItem, passkeyName, registrationResponse } from './passkey-schemas.ts';
import { registrationOptions, verifyRegistration } from './passkeys.ts';
import { configuredProviders } from './providers.ts';
import { findAccount } from './queries.ts';
import { addRecoveryCodes, deleteUselessRecoveryCodes } from './recovery-code-queries.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';
import { relyingParty } from './relying-party.ts';

/** `/v1/auth/passkeys`: a user's own. */
export const passkeyRoutes = featureApp();

const tags = ['Passkeys'];
const passkeyId = z.object({ passkeyId: z.string().regex(/^[A-Za-z0-9_-]{1,1400}$/) });

passkeyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/passkeys/options',
    access: 'person',
    tags,
    summary: 'Begin to add a passkey',
    description: '`options` goes into `navigator.credentials.create`, `challenge` back with the answer.',
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireRecent(c);
    const user = must(await findAccount(c.var.db, userId), 'a session of nobody');
    const existing = await queries.listPasskeys(c.var.db, userId);
    if (existing.length >= quotasOf(c.env).passkeysPerUser) throw tooMany(c.env);
    const options = await registrationOptions(relyingParty(c), user, existing);
    return c.json(await keepChallenge(c, options, { purpose: 'passkey-registration', userId }), 200);
  },
);

passkeyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/passkeys',
    access: 'person',
    tags,
    summary: 'Add a passkey',
    description:
      'It signs in by itself, and is a second factor to a password. With an account’s first second factor come ten recovery codes, shown once.',
    request: {
      body: jsonBody(z.strictObject({ name: passkeyName, challenge, response: registrationResponse })),
    },
    responses: {
      201: json(passkeyItem.extend({ recoveryCodes: z.array(z.string()).optional() }), 'The passkey'),
      ...refusals,
    },
  }),
  async (c) => {
    const { userId, credentialId } = requireRecent(c);
    const { db } = c.var;
    const body = c.req.valid('json');
    const taken = await takeChallenge(c, 'passkey-registration', body.challenge);
    if (taken.row.userId !== userId) throw invalidRegistration();
    const made = await verifyRegistration(relyingParty(c), {
      challenge: taken.challenge,
      response: body.response as RegistrationResponseJSON,
    });
    if (made === null) throw invalidRegistration();
    if (await queries.findPasskey(db, made.id)) {
      throw new Problem(409, 'passkey_exists', 'This passkey has already been added.');
    }

    const now = Date.now();
    const row = { ...made, userId, name: body.name, createdAt: now, lastUsedAt: null };
    const { shown, hashes } = issueRecoveryCodes(c.env.ACCOUNT_KEY, userId);
    const told = telling(c, [{ type: 'user.factor_added', userId, factor: 'passkey', name: body.name }]);
    const [stored, , added] = await writeWhileSignedIn(c, credentialId, [
      queries.insertPasskey(db, row, quotasOf(c.env).passkeysPerUser),
      told.statementIfChanged,
      addRecoveryCodes(db, userId, hashes, now, queries.hasPasskey(row.id)),
    ]);
    if (stored.length === 0) throw tooMany(c.env);
    told.publish();
    return c.json({ ...toItem(row), ...(added.length > 0 && { recoveryCodes: shown }) }, 201);
  },
);

passkeyRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/passkeys',
    access: 'person',
    tags,
    summary: 'The user’s passkeys',
    responses: {
      200: json(z.object({ items: z.array(passkeyItem), nextCursor: z.null() }), 'All of them, oldest first'),
      ...refusals,
    },
  }),
  async (c) => {
    const rows = await queries.listPasskeys(c.var.db, requirePerson(c).userId);
    return c.json({ items: rows.map(toItem), nextCursor: null }, 200);
  },
);

passkeyRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/v1/auth/passkeys/{passkeyId}',
    access: 'person',
    tags,
    summary: 'Rename a passkey',
    request: { params: passkeyId, body: jsonBody(z.strictObject({ name: passkeyName })) },
    responses: { 200: json(passkeyItem, 'Renamed'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    const id = c.req.valid('param').passkeyId;
    const renamed = await queries.renamePasskey(c.var.db, { userId, id, name: c.req.valid('json').name });
    if (!renamed) throw notFound('passkey');
    return c.json(toItem(renamed), 200);
  },
);

passkeyRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/auth/passkeys/{passkeyId}',
    access: 'person',
    tags,
    summary: 'Remove a passkey',
    description: 'The last way to sign in cannot be removed: 409 `last_credential`.',
    request: { params: passkeyId },
    responses: { 204: empty('Removed'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireRecent(c);
    const { db } = c.var;
    const id = c.req.valid('param').passkeyId;
    const providers = ['password', ...configuredProviders(c.env).map((provider) => provider.id)];
    const removed = await queries.deletePasskey(db, { userId, id, providers });
    if (!removed) {
      const kept = await queries.findPasskey(db, id);
      if (kept?.userId !== userId) throw notFound('passkey');
      throw new Problem(
        409,
        'last_credential',
        'This is the only way to sign in to the account. Add another first.',
      );
    }
    const told = telling(c, [{ type: 'user.factor_removed', userId, factor: 'passkey', name: removed.name }]);
    await db.batch([deleteUselessRecoveryCodes(db, userId), told.statement]);
    told.publish();
    return c.body(null, 204);
  },
);

function toItem({ id, name, createdAt, lastUsedAt, backedUp }: queries.PasskeyRow) {
  return {
    id,
    name,
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    backedUp,
  };
}

function tooMany(env: Env): Problem {
  return new Problem(
    409,
    'too_many_passkeys',
    `An account has at most ${quotasOf(env).passkeysPerUser} passkeys.`,
  );
}

function invalidRegistration(): Problem {
  return new Problem(422, 'invalid_passkey', 'The passkey was not made for this challenge, user and site.');
}
