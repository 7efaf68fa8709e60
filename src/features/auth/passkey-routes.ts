import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { appOrigin } from '../../platform/http/app-origin.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { notFound } from '../../platform/problem/problem.ts';
import { addPasskey, beginPasskey } from './add-passkey.ts';
import { listPasskeysOf } from './list-passkeys.ts';
import { renamePasskey } from './passkey-queries.ts';
import { toPasskeyItem } from './passkey-representation.ts';
import { challenge, challenged, passkeyItem, passkeyName, registrationResponse } from './passkey-schemas.ts';
import { relyingParty } from './relying-party.ts';
import { removePasskey } from './remove-passkey.ts';

/** `/v1/auth/passkeys`: the user's own passkeys. */
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
    const rp = relyingParty(appOrigin(c));
    return c.json(await beginPasskey(depsOf(c), knownActorOf(c, requireRecent(c)), rp), 200);
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
    const { response, ...made } = c.req.valid('json');
    const { passkey, recoveryCodes } = await addPasskey(depsOf(c), knownActorOf(c, requireRecent(c)), {
      ...made,
      rp: relyingParty(appOrigin(c)),
      response: response as RegistrationResponseJSON,
    });
    return c.json({ ...toPasskeyItem(passkey), ...(recoveryCodes && { recoveryCodes }) }, 201);
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
  async (c) => c.json(await listPasskeysOf(depsOf(c), requirePerson(c).userId), 200),
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
    const renamed = await renamePasskey(c.var.db, { userId, id, name: c.req.valid('json').name });
    if (!renamed) throw notFound('passkey');
    return c.json(toPasskeyItem(renamed), 200);
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
    await removePasskey(depsOf(c), knownActorOf(c, requireRecent(c)), c.req.valid('param').passkeyId);
    return c.body(null, 204);
  },
);
