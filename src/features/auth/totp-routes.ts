import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';
import { beginTotp, confirmFirstCode, removeTotp } from './set-up-totp.ts';

/** `/v1/auth/totp` and `/v1/auth/recovery-codes`: authenticator apps, and the codes that replace a lost one. */
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
    return c.json(await beginTotp(depsOf(c), knownActorOf(c, requireRecent(c))), 200);
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
    const actor = knownActorOf(c, requireRecent(c));
    const recoveryCodes = await confirmFirstCode(depsOf(c), actor, c.req.valid('json').code);
    return c.json(recoveryCodes === null ? {} : { recoveryCodes }, 200);
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
    await removeTotp(depsOf(c), knownActorOf(c, requireRecent(c)));
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
    const recoveryCodes = await renewRecoveryCodes(depsOf(c), knownActorOf(c, requireRecent(c)));
    return c.json({ recoveryCodes }, 200);
  },
);
