import { requirePerson } from '../../platform/http/authentication.ts';
import { actorOf, depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, jsonBody, refusals } from '../../platform/http/openapi.ts';
import { changePassword, reauthenticateByPassword } from './change-password.ts';
import { requestPasswordReset, resetPassword } from './reset-password.ts';
import { changeBody, forgotBody, reauthenticateBody, resetBody } from './schemas.ts';

/** `/v1/auth/password` and `/v1/auth/reauthenticate`. */
export const passwordRoutes = featureApp();

const tags = ['Auth'];

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/password/forgot',
    access: 'public',
    tags,
    summary: 'Ask for a mail that resets the password',
    description:
      'One answer, whether the address has an account or not. At most five mails an hour are sent.',
    request: { body: jsonBody(forgotBody) },
    responses: { 202: empty('If the address has an account, a mail is under way'), ...refusals },
  }),
  async (c) => {
    await requestPasswordReset(depsOf(c), actorOf(c), c.req.valid('json').email);
    return c.body(null, 202);
  },
);

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/password/reset',
    access: 'public',
    tags,
    summary: 'Set a new password with the link from a mail',
    description:
      'Ends every session. An account whose address was not verified loses every other credential too, since somebody else may have made it. A second factor stays, and is asked for at the next sign-in.',
    request: { body: jsonBody(resetBody) },
    responses: { 204: empty('The password is set'), ...refusals },
  }),
  async (c) => {
    await resetPassword(depsOf(c), actorOf(c), c.req.valid('json'));
    return c.body(null, 204);
  },
);

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/password/change',
    access: 'person',
    tags,
    summary: 'Change your password',
    description:
      'Ends every other session. An account without a password gets its first one: then `current` is left out, and the sign-in must be recent.',
    request: { body: jsonBody(changeBody) },
    responses: { 204: empty('The password is changed'), ...refusals },
  }),
  async (c) => {
    const person = requirePerson(c);
    const { current, password } = c.req.valid('json');
    const change = { current, password, authenticatedAt: person.authenticatedAt };
    await changePassword(depsOf(c), knownActorOf(c, person), change);
    return c.body(null, 204);
  },
);

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate',
    access: 'person',
    tags,
    summary: 'Prove your identity again, with the password',
    description: 'Sensitive changes require a proof from the last 15 minutes; a sign-in is one.',
    request: { body: jsonBody(reauthenticateBody) },
    responses: { 204: empty('Proved'), ...refusals },
  }),
  async (c) => {
    const actor = knownActorOf(c, requirePerson(c));
    await reauthenticateByPassword(depsOf(c), actor, c.req.valid('json').password);
    return c.body(null, 204);
  },
);
