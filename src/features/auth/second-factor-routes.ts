import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { appOrigin } from '../../platform/http/app-origin.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import { actorOf, depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { deliver } from '../../platform/http/refresh-cookie.ts';
import { askForSecondPasskey, finishByCode, finishByPasskey } from './finish-second-factor.ts';
import { askForPasskey } from './passkey-challenges.ts';
import { authenticationResponse, challenge, challenged } from './passkey-schemas.ts';
import { askForOwnPasskey, reauthenticateByCode, reauthenticateByPasskey } from './reauthenticate.ts';
import { relyingParty } from './relying-party.ts';
import { signedIn } from './schemas.ts';
import { signInByPasskey } from './sign-in-by-passkey.ts';

/** Proofs by passkey and by code: signing in, the second factor of a sign-in, and proving an identity again. */
export const secondFactorRoutes = featureApp();

const code = z.string().trim().min(1).max(40);
const ticket = z.string().min(1).max(100);
const tokenDelivery = z.enum(['cookie', 'body']).default('cookie');

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/second-factor',
    access: 'public',
    tags: ['Second factor'],
    summary: 'Finish a sign-in with its second factor',
    description:
      'By a code of the authenticator app or a recovery code, or by a passkey. A ticket is good for 10 minutes and 5 attempts.',
    request: {
      body: jsonBody(
        z.union([
          z.strictObject({ ticket, code }),
          z.strictObject({ ticket, challenge, passkey: authenticationResponse }),
        ]),
      ),
    },
    responses: { 200: json(signedIn, 'Signed in'), ...refusals },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const { signedIn, delivery } =
      'code' in body
        ? await finishByCode(depsOf(c), actorOf(c), body)
        : await finishByPasskey(depsOf(c), actorOf(c), {
            ...body,
            rp: relyingParty(appOrigin(c)),
            passkey: body.passkey as AuthenticationResponseJSON,
          });
    return c.json(deliver(c, signedIn, delivery), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/second-factor/options',
    access: 'public',
    tags: ['Second factor'],
    summary: 'Ask for a passkey as second factor',
    request: { body: jsonBody(z.strictObject({ ticket })) },
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const rp = relyingParty(appOrigin(c));
    return c.json(await askForSecondPasskey(depsOf(c), rp, c.req.valid('json').ticket), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/passkey/options',
    access: 'public',
    tags: ['Passkeys'],
    summary: 'Begin to sign in with a passkey',
    description: '`options` goes into `navigator.credentials.get`, `challenge` back with the answer.',
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const ceremony = {
      purpose: 'passkey-sign-in',
      userId: null,
      allowed: null,
      verification: 'required',
    } as const;
    return c.json(await askForPasskey(depsOf(c), relyingParty(appOrigin(c)), ceremony), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/passkey',
    access: 'public',
    tags: ['Passkeys'],
    summary: 'Sign in with a passkey',
    description: 'A passkey verifies its user, so it counts as two factors: no other one is asked for.',
    request: {
      body: jsonBody(z.strictObject({ challenge, response: authenticationResponse, tokenDelivery })),
    },
    responses: { 200: json(signedIn, 'Signed in'), ...refusals },
  }),
  async (c) => {
    const { challenge, response, tokenDelivery } = c.req.valid('json');
    const { signedIn, delivery } = await signInByPasskey(depsOf(c), actorOf(c), {
      rp: relyingParty(appOrigin(c)),
      challenge,
      response: response as AuthenticationResponseJSON,
      delivery: tokenDelivery,
    });
    return c.json(deliver(c, signedIn, delivery), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate/passkey/options',
    access: 'person',
    tags: ['Passkeys'],
    summary: 'Begin to prove your identity again, with a passkey',
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const actor = knownActorOf(c, requirePerson(c));
    return c.json(await askForOwnPasskey(depsOf(c), actor, relyingParty(appOrigin(c))), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate/passkey',
    access: 'person',
    tags: ['Passkeys'],
    summary: 'Prove your identity again, with a passkey',
    request: { body: jsonBody(z.strictObject({ challenge, response: authenticationResponse })) },
    responses: { 204: empty('Proved, for 15 minutes'), ...refusals },
  }),
  async (c) => {
    const { challenge, response } = c.req.valid('json');
    await reauthenticateByPasskey(depsOf(c), knownActorOf(c, requirePerson(c)), {
      rp: relyingParty(appOrigin(c)),
      challenge,
      response: response as AuthenticationResponseJSON,
    });
    return c.body(null, 204);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate/totp',
    access: 'person',
    tags: ['Second factor'],
    summary: 'Prove your identity again, with a code from the authenticator app',
    request: { body: jsonBody(z.strictObject({ code })) },
    responses: { 204: empty('Proved, for 15 minutes'), ...refusals },
  }),
  async (c) => {
    const actor = knownActorOf(c, requirePerson(c));
    await reauthenticateByCode(depsOf(c), actor, c.req.valid('json').code);
    return c.body(null, 204);
  },
);
